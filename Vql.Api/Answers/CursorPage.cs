namespace Vql.Api.Answers;

/// <summary>A page of a list.</summary>
/// <param name="Next">The address of the page behind it; null at the end.</param>
/// <param name="Previous">The address of the page before it; null at the start.</param>
/// <param name="Results">Its rows.</param>
/// <param name="Meta">How it was made.</param>
internal sealed record CursorPage<T>(string? Next, string? Previous, IReadOnlyList<T> Results, PageMeta Meta);

/// <summary>How a page was made. What is not the same each time it is made comes last, from the strategy on.</summary>
/// <param name="Total">How many rows there are in all; null unless that was asked for.</param>
/// <param name="Strategy"><c>cursor</c>, or <c>limit-offset</c> for a page that was named by number.</param>
/// <param name="CountMode">Always <c>actual</c>: no number is an estimate.</param>
/// <param name="FiltersApplied">Whether there was any condition.</param>
/// <param name="Ordering">The order as it was asked for.</param>
/// <param name="ReturnedRecords">How many rows it holds.</param>
/// <param name="PageSize">How many it could hold.</param>
/// <param name="PageSizeCap">The most that can be asked for.</param>
/// <param name="UsingReplica">Always false: no answer comes from a copy of the database.</param>
/// <param name="Source"><c>vql</c> or <c>postgres</c>.</param>
/// <param name="FallbackReason">Why the search did not answer; null when it did.</param>
/// <param name="IndexAsOf">Up to when changes were in the index; null when that is unknown.</param>
/// <param name="TookMs">How long the answer took, milliseconds.</param>
internal sealed record PageMeta(
    RowTotal? Total, string Strategy, string CountMode, bool FiltersApplied, string Ordering, int ReturnedRecords, int PageSize, int PageSizeCap,
    bool UsingReplica, string Source, string? FallbackReason, DateTimeOffset? IndexAsOf, double TookMs);

/// <summary>How many rows there are.</summary>
/// <param name="Value">The number.</param>
/// <param name="Relation"><c>eq</c> when there are exactly so many, <c>gte</c> when there may be more.</param>
internal sealed record RowTotal(long Value, string Relation)
{
    /// <summary>Counted to the last one.</summary>
    public static RowTotal Exactly(long value) => new(value, "eq");
}
