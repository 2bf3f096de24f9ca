using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for bulk requests, and for writing and reading single documents.</summary>
internal static class DocumentEndpoints
{
    private static readonly int Partitions = Math.Clamp(Environment.ProcessorCount, 1, 8);

    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/_bulk", ["POST", "PUT"], (HttpContext context, IndexRegistry indices) => BulkAsync(context, indices, null));
        routes.MapMethods("/{index}/_bulk", ["POST", "PUT"], (HttpContext context, string index, IndexRegistry indices) =>
            BulkAsync(context, indices, index));
        routes.MapMethods("/{index}/_doc/{id}", ["PUT", "POST"], (HttpContext context, string index, string id, IndexRegistry indices) =>
            WriteAsync(context, indices, index, WriteKind.Index, id));
        routes.MapMethods("/{index}/_create/{id}", ["PUT", "POST"], (HttpContext context, string index, string id, IndexRegistry indices) =>
            WriteAsync(context, indices, index, WriteKind.Create, id));
        routes.MapPost("/{index}/_doc", (HttpContext context, string index, IndexRegistry indices) =>
            WriteAsync(context, indices, index, WriteKind.Index, Guid.NewGuid().ToString("N")));
        routes.MapDelete("/{index}/_doc/{id}", (HttpContext context, string index, string id, IndexRegistry indices) =>
            WriteAsync(context, indices, index, WriteKind.Delete, id));
        routes.MapMethods("/{index}/_doc/{id}", ["GET", "HEAD"], GetAsync);
    }

    private static async Task BulkAsync(HttpContext context, IndexRegistry indices, string? defaultIndex)
    {
        var body = await Json.ReadBytesAsync(context);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        // The whole body is parsed first, so that a body with a malformed end has no effect.
        var operations = BulkReader.Read(body, defaultIndex).ToArray();
        var outcomes = new Outcome[operations.Length];
        Parallel.For(0, Partitions, partition => ApplyPartition(indices, operations, outcomes, partition));
        await FlushAsync(context, outcomes);
        await Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("errors", Array.Exists(outcomes, outcome => outcome.Fault is not null));
            writer.WriteNumber("took", (long)System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            writer.WriteStartArray("items");
            foreach (var (operation, outcome) in operations.Zip(outcomes))
            {
                writer.WriteStartObject();
                writer.WritePropertyName(operation.Name);
                WriteOutcome(writer, operation.Index, operation.Write, outcome);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task WriteAsync(HttpContext context, IndexRegistry indices, string index, WriteKind kind, string id)
    {
        var source = kind == WriteKind.Delete ? [] : await Json.ReadBytesAsync(context);
        var query = context.Request.Query;
        long? version = query["version_type"].ToString() is "external" or "external_gte"
            ? long.TryParse(query["version"], out var number)
                ? number
                : throw NodeException.IllegalArgument($"[version] is required when [version_type] is [{query["version_type"]}]")
            : null;
        var write = new Write(kind, id, version, query["version_type"] == "external_gte", source);
        var outcome = Apply(indices, new BulkOperation("index", index, write));
        if (outcome.Fault is { } fault)
        {
            throw fault;
        }

        await FlushAsync(context, [outcome]);
        await Json.WriteResponseAsync(context, writer => WriteOutcome(writer, index, write, outcome), StatusOf(write, outcome));
    }

    private static async Task GetAsync(HttpContext context, string index, string id, IndexRegistry indices)
    {
        var target = indices.Get(index);
        if (target.NeedsRefresh)
        {
            // A read by id must return every acknowledged write.
            target.Refresh();
        }

        var found = target.Search(searcher =>
        {
            var top = searcher.Search(new TermQuery(new Term(LuceneDocument.Id, id)), 1);
            return top.TotalHits == 0 ? null : searcher.Doc(top.ScoreDocs[0].Doc).GetBinaryValue(LuceneDocument.Source);
        });
        await Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("_index", target.State.Name);
            writer.WriteString("_id", id);
            writer.WriteBoolean("found", found is not null);
            if (found is not null)
            {
                writer.WriteNumber("_version", target.CurrentVersion(id)?.Number ?? 0);
                writer.WritePropertyName("_source");
                writer.WriteRawValue(found.Bytes.AsSpan(found.Offset, found.Length), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }, found is null ? 404 : 200);
    }

    private readonly record struct Outcome(SearchIndex? Index, WriteResult Result, NodeException? Fault);

    // All operations on a document are in the same partition, which keeps their order.
    private static void ApplyPartition(IndexRegistry indices, BulkOperation[] operations, Outcome[] outcomes, int partition)
    {
        for (var item = 0; item < operations.Length; item++)
        {
            if ((uint)operations[item].Write.Id.GetHashCode(StringComparison.Ordinal) % (uint)Partitions == partition)
            {
                outcomes[item] = Apply(indices, operations[item]);
            }
        }
    }

    private static Outcome Apply(IndexRegistry indices, BulkOperation operation)
    {
        try
        {
            var index = indices.Get(operation.Index);
            return new Outcome(index, index.Apply(operation.Write), null);
        }
        catch (NodeException fault)
        {
            return new Outcome(null, default, fault);
        }
    }

    // A write is acknowledged only after it is on disk.
    private static async Task FlushAsync(HttpContext context, IReadOnlyList<Outcome> outcomes)
    {
        var refresh = context.Request.Query.TryGetValue("refresh", out var value) ? value.ToString() : "false";
        foreach (var written in outcomes.Where(outcome => outcome.Index is not null).GroupBy(outcome => outcome.Index!))
        {
            var index = written.Key;
            index.Flush(written.Max(outcome => outcome.Result.LogPosition));
            if (refresh is "true" or "" || (refresh == "wait_for" && index.State.RefreshInterval is null))
            {
                index.Refresh();
            }
            else if (refresh == "wait_for" && index.NeedsRefresh)
            {
                await index.NextRefresh.WaitAsync(context.RequestAborted);
            }
        }
    }

    private static int StatusOf(Write write, Outcome outcome) => outcome.Fault is { } fault ? fault.Status
        : write.Kind == WriteKind.Delete ? (outcome.Result.Existed ? 200 : 404)
        : outcome.Result.Existed ? 200 : 201;

    private static void WriteOutcome(Utf8JsonWriter writer, string index, Write write, Outcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteString("_index", index);
        writer.WriteString("_id", write.Id);
        if (outcome.Fault is { } fault)
        {
            writer.WriteNumber("status", fault.Status);
            writer.WritePropertyName("error");
            ErrorResponseMiddleware.Cause(fault).WriteTo(writer);
        }
        else
        {
            writer.WriteNumber("_version", outcome.Result.Version);
            writer.WriteString("result", write.Kind == WriteKind.Delete
                ? outcome.Result.Existed ? "deleted" : "not_found"
                : outcome.Result.Existed ? "updated" : "created");
            SearchRunner.WriteShards(writer);
            writer.WriteNumber("status", StatusOf(write, outcome));
        }

        writer.WriteEndObject();
    }
}
