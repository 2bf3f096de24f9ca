using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vql.SearchNode.Documents;

/// <summary>The body of an update: a partial document, and what to index if the document does not exist.</summary>
internal sealed class DocumentUpdate
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject? _partial;
    private readonly JsonObject? _upsert;
    private readonly bool _detectsNoop;

    private DocumentUpdate(JsonObject? partial, JsonObject? upsert, bool detectsNoop) =>
        (_partial, _upsert, _detectsNoop) = (partial, upsert, detectsNoop);

    /// <summary>Reads the body of an update.</summary>
    /// <exception cref="NodeException">The body is invalid, or has a script, which the node does not support.</exception>
    public static DocumentUpdate Read(ReadOnlyMemory<byte> body)
    {
        var json = Parse(body);
        JsonObject? partial = null;
        JsonObject? upsert = null;
        var (isUpsert, detectsNoop) = (false, true);
        foreach (var (name, value) in json)
        {
            switch (name)
            {
                case "doc":
                    partial = value as JsonObject ?? throw NodeException.Parsing("[UpdateRequest] [doc] must be an object");
                    break;
                case "upsert":
                    upsert = value as JsonObject ?? throw NodeException.Parsing("[UpdateRequest] [upsert] must be an object");
                    break;
                case "doc_as_upsert":
                    isUpsert = Flag(name, value);
                    break;
                case "detect_noop":
                    detectsNoop = Flag(name, value);
                    break;
                case "script" or "scripted_upsert":
                    throw NodeException.IllegalArgument("this node does not support scripts");
                default:
                    throw new NodeException(400, "x_content_parse_exception", $"[UpdateRequest] unknown field [{name}]");
            }
        }

        if (partial is null)
        {
            throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: script or doc is missing;");
        }

        return new DocumentUpdate(partial, isUpsert ? partial : upsert, detectsNoop);
    }

    /// <summary>Returns the source after the update. Null if the update changes nothing.</summary>
    /// <param name="id">The id of the document.</param>
    /// <param name="current">The current source. Null if the document does not exist.</param>
    /// <exception cref="NodeException">The document does not exist, and the update has no document to insert.</exception>
    public byte[]? Apply(string id, ReadOnlyMemory<byte>? current)
    {
        if (current is not { } source)
        {
            return _upsert is null
                ? throw new NodeException(404, "document_missing_exception", $"[{id}]: document missing")
                : JsonSerializer.SerializeToUtf8Bytes(_upsert, Readable);
        }

        var merged = JsonNode.Parse(source.Span)!.AsObject();
        var isChanged = Merge(merged, _partial!);
        return isChanged || !_detectsNoop ? JsonSerializer.SerializeToUtf8Bytes(merged, Readable) : null;
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: JsonText.Strict) as JsonObject
                ?? throw NodeException.Parsing("Expected [START_OBJECT] but found another value");
        }
        catch (JsonException exception)
        {
            throw NodeException.Parsing($"Failed to parse the request body: {exception.Message}");
        }
    }

    private static bool Flag(string name, JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw NodeException.Parsing($"[UpdateRequest] failed to parse field [{name}]"),
    };

    // Objects are merged. Any other value replaces the current one.
    private static bool Merge(JsonObject target, JsonObject partial)
    {
        var isChanged = false;
        foreach (var (name, value) in partial)
        {
            if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                isChanged |= Merge(existing, inner);
            }
            else if (!target.ContainsKey(name) || !JsonNode.DeepEquals(target[name], value))
            {
                target[name] = value?.DeepClone();
                isChanged = true;
            }
        }

        return isChanged;
    }
}
