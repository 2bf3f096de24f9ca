using System.Text.Json;

namespace Vql.SearchNode.Documents;

/// <summary>An operation of a bulk request.</summary>
internal readonly record struct BulkOperation(string Name, string Index, Write Write);

/// <summary>
/// Reads the body of a bulk request: NDJSON with an action line and, except for deletions, a source line.
/// </summary>
internal static class BulkReader
{
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
                _ => throw NodeException.IllegalArgument(
                    $"Malformed action/metadata line [{number}], expected index, create or delete but found [{name}]"),
            };
            ReadOnlyMemory<byte> source = default;
            if (kind != WriteKind.Delete && !NextLine(ref body, ref number, out source))
            {
                throw NodeException.IllegalArgument("The bulk request must contain a source after each index action");
            }

            var index = Text(metadata, "_index") ?? defaultIndex
                ?? throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
            yield return new BulkOperation(name, index, new Write(
                kind,
                Text(metadata, "_id") ?? Guid.NewGuid().ToString("N"),
                Version(metadata, out var allowsEqual),
                allowsEqual,
                source));
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
            var action = JsonElement.Parse(line.Span);
            if (action.ValueKind == JsonValueKind.Object && action.GetPropertyCount() == 1)
            {
                var member = action.EnumerateObject().First();
                return (member.Name, member.Value);
            }
        }
        catch (JsonException exception)
        {
            throw NodeException.IllegalArgument($"Malformed action/metadata line [{number}]: {exception.Message}");
        }

        throw NodeException.IllegalArgument($"Malformed action/metadata line [{number}], expected START_OBJECT with one member");
    }

    private static long? Version(JsonElement metadata, out bool allowsEqual)
    {
        var type = Text(metadata, "version_type");
        allowsEqual = type == "external_gte";
        return type switch
        {
            null or "internal" => null,
            "external" or "external_gt" or "external_gte" =>
                metadata.TryGetProperty("version", out var version) && version.TryGetInt64(out var number)
                    ? number
                    : throw NodeException.IllegalArgument($"[version] is required when [version_type] is [{type}]"),
            _ => throw NodeException.IllegalArgument($"No version type match [{type}]"),
        };
    }

    private static string? Text(JsonElement metadata, string name) =>
        metadata.TryGetProperty(name, out var value) ? Queries.Clause.ScalarOf(value) : null;
}
