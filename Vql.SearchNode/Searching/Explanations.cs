using System.Text.Json.Nodes;
using Lucene.Net.Search;

namespace Vql.SearchNode.Searching;

/// <summary>Describes how a score was computed. The texts are those of Lucene 4.8.</summary>
internal static class Explanations
{
    public static JsonObject Describe(Explanation explanation) => new()
    {
        ["value"] = explanation.Value,
        ["description"] = explanation.Description,
        ["details"] = new JsonArray([.. (explanation.GetDetails() ?? []).Select(detail => (JsonNode)Describe(detail))]),
    };
}
