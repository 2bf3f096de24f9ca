using System.Globalization;
using System.Text.Json.Nodes;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>Compares the responses of two engines.</summary>
internal static class Comparison
{
    private const double RelativeTolerance = 1e-4;

    /// <summary>Returns the difference between the responses to a search. Null if there is none.</summary>
    public static string? OfSearches(Response expected, Response actual)
    {
        if (OfErrors(expected, actual) is { } difference)
        {
            return difference;
        }

        if (expected.Status != 200)
        {
            return null;
        }

        var (hits, found) = (expected.Body!["hits"]!, actual.Body!["hits"]!);
        var scored = expected.Body["hits"]!["hits"]!.AsArray() is [{ } first, ..] && first["sort"] is null;
        return Same("total", hits["total"], found["total"])
            ?? Same("max_score", hits["max_score"], found["max_score"])
            ?? Same("hits", new JsonArray([.. Rows(hits, scored)]), new JsonArray([.. Rows(found, scored)]))
            ?? Same("aggregations", expected.Body["aggregations"], actual.Body["aggregations"]);
    }

    /// <summary>Returns the difference between two errors: their status, and their type. Null if there is none.</summary>
    public static string? OfErrors(Response expected, Response actual) =>
        expected.Status != actual.Status || expected.ErrorType != actual.ErrorType
            ? $"{expected.Status} {expected.ErrorType} {RootCause(expected)} became {actual.Status} {actual.ErrorType} {Reason(actual)}"
            : expected.ErrorType is not null && RootCause(expected) != RootCause(actual)
                ? $"{expected.ErrorType}: the cause {RootCause(expected)} became {RootCause(actual)}"
                : null;

    /// <summary>
    /// Whether an engine rejects a request that the other one accepts although it has a fault, or at which the other one fails itself.
    /// </summary>
    public static bool IsStricter(Response expected, Response actual) =>
        actual.Status is >= 400 and < 500 && expected.Status is < 400 or >= 500;

    /// <summary>The type of the cause of an error.</summary>
    public static string? RootCause(Response response) =>
        response.Body is JsonObject body && body["error"] is JsonObject error ? (string?)error["root_cause"]?[0]?["type"] : null;

    private static string Reason(Response response) =>
        response.Body?["error"] is JsonObject error ? (string?)error["reason"] ?? "" : response.Body?["error"]?.ToString() ?? "";

    // Hits with the same score have no order of their own.
    private static IEnumerable<JsonNode> Rows(JsonNode hits, bool scored)
    {
        var rows = hits["hits"]!.AsArray().Select(hit => hit!.DeepClone()).ToList();
        return scored
            ? rows.OrderByDescending(hit => Math.Round((double?)hit["_score"] ?? 0, 4))
                .ThenBy(hit => int.Parse((string)hit["_id"]!, CultureInfo.InvariantCulture))
            : rows;
    }

    private static string? Same(string path, JsonNode? expected, JsonNode? actual)
    {
        switch (expected, actual)
        {
            case (JsonObject first, JsonObject second):
                return first.Select(member => member.Key).Union(second.Select(member => member.Key))
                    .Where(name => name is not "_seq_no")
                    .Select(name => Same($"{path}.{name}", first[name], second[name])).FirstOrDefault(difference => difference is not null);
            case (JsonArray first, JsonArray second):
                return first.Count != second.Count
                    ? $"{path}: {first.Count} became {second.Count}"
                    : first.Zip(second).Select((pair, index) => Same($"{path}[{index}]", pair.First, pair.Second))
                        .FirstOrDefault(difference => difference is not null);
            case (JsonValue first, JsonValue second) when IsNumber(first) && IsNumber(second):
                var (one, two) = ((double)first, (double)second);
                return one == two || Math.Abs(one - two) <= RelativeTolerance * Math.Max(Math.Abs(one), Math.Abs(two))
                    ? null : $"{path}: {one} became {two}";
            default:
                return JsonNode.DeepEquals(expected, actual)
                    ? null : $"{path}: {expected?.ToJsonString() ?? "null"} became {actual?.ToJsonString() ?? "null"}";
        }
    }

    private static bool IsNumber(JsonValue value) => value.GetValueKind() == System.Text.Json.JsonValueKind.Number;
}
