using System.Text.Json.Nodes;

namespace Vql.Tests.Storage.Elasticsearch;

/// <summary>
/// Converts JSON to a comparable form: members and the arrays inside a <c>bool</c> are sorted, and equal numbers have
/// the same text.
/// </summary>
internal static class JsonShape
{
    public static string Of(JsonNode? node, bool insideBool = false) => node switch
    {
        null => "null",
        JsonObject members => "{" + string.Join(",", members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member =>
                $"\"{member.Key}\":{Of(member.Value, member.Key == "bool" || (insideBool && member.Value is JsonArray))}")) + "}",
        JsonArray items when insideBool => "[" + string.Join(",", items.Select(item => Of(item)).Order(StringComparer.Ordinal)) + "]",
        JsonArray items => "[" + string.Join(",", items.Select(item => Of(item))) + "]",
        JsonValue value when value.TryGetValue<decimal>(out var number) => number.ToString(
            "G29", System.Globalization.CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };
}
