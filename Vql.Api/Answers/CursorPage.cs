using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vql.Api.Answers;

/// <summary>A page of a list.</summary>
/// <param name="Next">The URL of the next page; null at the end.</param>
/// <param name="Previous">The URL of the previous page; null at the start.</param>
/// <param name="Results">The rows.</param>
/// <param name="Meta">Data about the page.</param>
internal sealed record CursorPage<T>(string? Next, string? Previous, IReadOnlyList<T> Results, PageMeta Meta);

/// <summary>Data about a page. The members from the strategy on can differ between equal requests.</summary>
/// <param name="Total">The number of matching rows; null unless requested.</param>
/// <param name="Strategy"><c>cursor</c>, or <c>limit-offset</c> for a page by number.</param>
/// <param name="CountMode">Always <c>actual</c>: totals are not estimated.</param>
/// <param name="FiltersApplied">Whether the list is filtered.</param>
/// <param name="Ordering">The order.</param>
/// <param name="ReturnedRecords">The number of rows of the page.</param>
/// <param name="PageSize">The page size.</param>
/// <param name="PageSizeCap">The maximum page size.</param>
/// <param name="UsingReplica">Always false: no replica is used.</param>
/// <param name="Source"><c>vql</c> or <c>postgres</c>.</param>
/// <param name="FallbackReason">The reason why the search did not answer; null when it did.</param>
/// <param name="IndexAsOf">The time up to which the index contained all changes; null when unknown.</param>
/// <param name="TookMs">The duration of the query in milliseconds.</param>
internal sealed record PageMeta(
    RowTotal? Total, string Strategy, string CountMode, bool FiltersApplied, string Ordering, int ReturnedRecords, int PageSize,
    int PageSizeCap,
    bool UsingReplica, string Source, string? FallbackReason, DateTimeOffset? IndexAsOf, double TookMs)
{
    /// <summary>The values that would find rows in place of the filters' values; absent if rows were found or there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FilterSuggestions>? Suggestions { get; init; }

    /// <summary>The query of the page; absent unless requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueryExplanation? Explain { get; init; }
}

/// <summary>The query of a page in the languages of the engines, and the relevance of its rows.</summary>
/// <param name="Vql">The query that Connectra receives.</param>
/// <param name="Elasticsearch">The body of the search that Connectra sends.</param>
/// <param name="Sql">The statement of the fallback, with placeholders for values; null if PostgreSQL is unavailable.</param>
/// <param name="Indexes">The indexes that PostgreSQL would use; null if it is unavailable.</param>
/// <param name="Relevance">The relevance of each row of the page; null for another order.</param>
/// <param name="Reasons">
/// The parts of the relevance of each row, whose points have it as their sum; null for another order, or if PostgreSQL is unavailable.
/// PostgreSQL computes them from its current rows. The list is null for a row that was deleted since it was indexed.
/// </param>
internal sealed record QueryExplanation(
    JsonNode Vql, JsonNode Elasticsearch, string? Sql, IReadOnlyList<string>? Indexes, IReadOnlyList<long>? Relevance,
    IReadOnlyList<IReadOnlyList<RelevanceReason>?>? Reasons);

/// <summary>A part of the relevance of a row.</summary>
/// <param name="Filter">The filter; null for the scores of a VQL query.</param>
/// <param name="Value">The value of the filter, or one of its words; null for the scores of a VQL query.</param>
/// <param name="Match">
/// How the row matches: <c>phrase</c>, <c>words</c>, <c>value</c>, <c>prefix</c>, <c>synonym</c>, <c>substring</c> or <c>typo</c>;
/// null if the row does not match in a way that has a name.
/// </param>
/// <param name="Field">The field that matches; null if none does.</param>
/// <param name="Points">The points, which are added.</param>
internal sealed record RelevanceReason(string? Filter, string? Value, string? Match, string? Field, int Points);

/// <summary>The number of matching rows.</summary>
/// <param name="Value">The number.</param>
/// <param name="Relation"><c>eq</c> for an exact number, <c>gte</c> for a lower bound.</param>
internal sealed record RowTotal(long Value, string Relation)
{
    /// <summary>Returns an exact total.</summary>
    public static RowTotal Exactly(long value) => new(value, "eq");
}
