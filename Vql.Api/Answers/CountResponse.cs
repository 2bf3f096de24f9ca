using System.Text.Json.Serialization;

namespace Vql.Api.Answers;

/// <summary>The number of matching rows.</summary>
/// <param name="Count">The number.</param>
internal sealed record CountResponse(long Count)
{
    /// <summary>Suggestions for a count of 0; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CountMeta? Meta { get; init; }
}

/// <summary>Data about a count of 0.</summary>
/// <param name="Suggestions">The values that would find rows in place of the filters' values.</param>
internal sealed record CountMeta(IReadOnlyList<FilterSuggestions> Suggestions);
