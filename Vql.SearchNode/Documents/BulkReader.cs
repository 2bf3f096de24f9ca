using System.Text.Json;

namespace Vql.SearchNode.Documents;

/// <summary>An operation of a bulk request.</summary>
internal readonly record struct BulkOperation(string Name, string Index, Write Write);

/// <summary>
/// Reads the body of a bulk request: NDJSON with an action line and, except for deletions, a source line.
/// </summary>
internal static class BulkReader
{
    private static readonly HashSet<string> Parameters = ["_index", "_id", "op_type", .. WriteOptions.Names];

    public static IEnumerable<BulkOperation> Read(ReadOnlyMemory<byte> body, string? defaultIndex)
    {
        if (body.Length > 0 && body.Span[^1] != '\n')
        {
            throw NodeException.IllegalArgument("The bulk request must be terminated by a newline [\\n]");
        }

        var number = 0;
        while (NextLine(ref body, ref number, out var action))
        {
            var (name, metadata) = ReadAction(action, number);
            var kind = name switch
            {
                "index" => WriteKind.Index,
                "create" => WriteKind.Create,
                "delete" => WriteKind.Delete,
                "update" => WriteKind.Update,
                _ => throw NodeException.IllegalArgument(
                    $"Malformed action/metadata line [{number}], expected index, create, delete or update but found [{name}]"),
            };
            var options = ReadMetadata(metadata, number);
            if (options("op_type") is { } operation)
            {
                kind = kind == WriteKind.Index
                    ? WriteOptions.KindOf(operation)
                    : throw NodeException.IllegalArgument($"[op_type] is not supported by [{name}] in line [{number}]");
            }

            ReadOnlyMemory<byte> source = default;
            if (kind != WriteKind.Delete && !NextLine(ref body, ref number, out source))
            {
                throw NodeException.IllegalArgument("The bulk request must contain a source after each index action");
            }

            var index = options("_index") ?? defaultIndex
                ?? throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
            var id = options("_id");
            if (id is null && kind is WriteKind.Delete or WriteKind.Update)
            {
                throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: id is missing;");
            }

            yield return new BulkOperation(name, index, new Write(
                kind, id is null ? DocumentId.Create() : DocumentId.CheckLength(id), WriteOptions.Read(kind, options), source));
        }
    }

    private static bool NextLine(ref ReadOnlyMemory<byte> body, ref int number, out ReadOnlyMemory<byte> line)
    {
        while (true)
        {
            var end = body.Span.IndexOf((byte)'\n');
            if (end < 0)
            {
                line = default;
                return false;
            }

            line = body[..end];
            body = body[(end + 1)..];
            number++;
            if (line.Span.IndexOfAnyExcept(" \r\t"u8) >= 0)
            {
                return true;
            }
        }
    }

    private static (string Name, JsonElement Metadata) ReadAction(ReadOnlyMemory<byte> line, int number)
    {
        try
        {
            var action = JsonElement.Parse(line.Span, JsonText.Strict);
            if (action.ValueKind == JsonValueKind.Object && action.GetPropertyCount() == 1)
            {
                var member = action.EnumerateObject().First();
                return (member.Name, member.Value);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw NodeException.IllegalArgument($"Malformed action/metadata line [{number}]: {exception.Message}");
        }

        throw NodeException.IllegalArgument($"Malformed action/metadata line [{number}], expected START_OBJECT with one member");
    }

    private static Func<string, string?> ReadMetadata(JsonElement metadata, int number)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.IllegalArgument($"Malformed action/metadata line [{number}], expected START_OBJECT but found a value");
        }

        foreach (var member in metadata.EnumerateObject())
        {
            if (!Parameters.Contains(member.Name))
            {
                throw NodeException.IllegalArgument($"Action/metadata line [{number}] contains an unknown parameter [{member.Name}]");
            }

            if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                throw NodeException.IllegalArgument(
                    $"Malformed action/metadata line [{number}], expected a simple value for field [{member.Name}]");
            }
        }

        return name => metadata.TryGetProperty(name, out var value) ? JsonText.ScalarOf(value) : null;
    }
}
