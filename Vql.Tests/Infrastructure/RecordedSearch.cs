using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Tests.Infrastructure;

/// <summary>A recorded search: the request, the request to Elasticsearch, and the response.</summary>
public sealed record RecordedSearch(
    string Name, string Path, string Body, int Status, JsonElement Elasticsearch, JsonElement Answer, string? Order, string? Better)
{
    public static IReadOnlyList<RecordedSearch> All { get; } =
        [.. File.ReadLines(RecordedFile.Path("search.jsonl")).Select(Parse)];

    public EntityFields Entity =>
        Path.StartsWith("/contacts", StringComparison.Ordinal) ? FieldCatalogue.Contacts : FieldCatalogue.Companies;

    public bool IsCount => Path.EndsWith("/count", StringComparison.Ordinal);

    /// <summary>The uuids of the response in their order. Null if only a size or a count was recorded.</summary>
    public string[]? Uuids
    {
        get
        {
            if (Answer.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return Answer.TryGetProperty("uuids", out var uuids) ? [.. uuids.EnumerateArray().Select(uuid => uuid.GetString()!)]
                : Answer.TryGetProperty("data", out var data)
                    ? [.. data.EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!)]
                : null;
        }
    }

    private static RecordedSearch Parse(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        var request = json.GetProperty("request");
        var body = request.GetProperty("body");
        return new RecordedSearch(
            json.GetProperty("name").GetString()!,
            request.GetProperty("path").GetString()!,
            // A body that is not JSON is recorded as a string.
            body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText(),
            json.GetProperty("status").GetInt32(),
            json.TryGetProperty("elasticsearch", out var sent) ? sent : default,
            json.TryGetProperty("answer", out var answer) ? answer : default,
            json.TryGetProperty("order", out var order) ? order.GetString() : null,
            json.TryGetProperty("better", out var better) ? better.GetString() : null);
    }
}
