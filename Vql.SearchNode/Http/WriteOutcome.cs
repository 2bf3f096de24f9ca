using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>The outcome of a write.</summary>
/// <param name="Index">The index. Null if the write failed before an index was found.</param>
/// <param name="Result">The result of a successful write.</param>
/// <param name="IsNoop">Whether an update changed nothing.</param>
/// <param name="Fault">The error. Null if the write succeeded.</param>
internal readonly record struct WriteOutcome(SearchIndex? Index, WriteResult Result, bool IsNoop, NodeException? Fault)
{
    /// <summary>Whether the index was refreshed for this request.</summary>
    public bool IsRefreshed { get; init; }

    /// <summary>Returns the outcome of a failed write.</summary>
    public static WriteOutcome Failed(NodeException fault) => new(null, default, false, fault);

    public int StatusOf(WriteKind kind) => Fault is { } fault ? fault.Status
        : kind == WriteKind.Delete ? (Result.Existed ? StatusCodes.Status200OK : StatusCodes.Status404NotFound)
        : Result.Existed ? StatusCodes.Status200OK : StatusCodes.Status201Created;

    /// <summary>Writes the members of the response for an operation.</summary>
    public void Write(Utf8JsonWriter writer, BulkOperation operation)
    {
        writer.WriteString("_index", Index?.State.Name ?? operation.Index);
        writer.WriteString("_id", operation.Write.Id);
        if (Fault is { } fault)
        {
            writer.WritePropertyName("error");
            ErrorResponseMiddleware.Cause(fault).WriteTo(writer);
            return;
        }

        writer.WriteNumber("_version", Result.Version);
        writer.WriteString("result", operation.Write.Kind == WriteKind.Delete
            ? Result.Existed ? "deleted" : "not_found"
            : IsNoop ? "noop" : Result.Existed ? "updated" : "created");
        if (IsRefreshed && !IsNoop)
        {
            writer.WriteBoolean("forced_refresh", true);
        }

        var shards = IsNoop ? 0 : 1;
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", shards);
        writer.WriteNumber("successful", shards);
        writer.WriteNumber("failed", 0);
        writer.WriteEndObject();
        writer.WriteNumber("_seq_no", Result.SequenceNumber);
        writer.WriteNumber("_primary_term", WriteOptions.OnlyPrimaryTerm);
    }
}
