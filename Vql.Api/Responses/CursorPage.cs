namespace Vql.Api.Responses;

/// <summary>A page of a list.</summary>
/// <param name="Next">The address of the page behind it; null at the end.</param>
/// <param name="Previous">The address of the page before it; null at the start.</param>
/// <param name="Results">Its rows.</param>
/// <param name="Meta">How it was made.</param>
internal sealed record CursorPage<T>(string? Next, string? Previous, IReadOnlyList<T> Results, PageMeta Meta);

/// <summary>How a page was made.</summary>
/// <param name="Strategy">Always <c>cursor</c>.</param>
/// <param name="Ordering">The order as it was asked for.</param>
/// <param name="ReturnedRecords">How many rows it holds.</param>
/// <param name="PageSize">How many it could hold.</param>
/// <param name="PageSizeCap">The most that can be asked for.</param>
/// <param name="Source"><c>vql</c> or <c>postgres</c>.</param>
/// <param name="FallbackReason">Why the search did not answer; null when it did.</param>
/// <param name="IndexAsOf">Up to when changes were in the index; null when that is unknown.</param>
/// <param name="TookMs">How long the answer took, milliseconds.</param>
internal sealed record PageMeta(
    string Strategy, string Ordering, int ReturnedRecords, int PageSize, int PageSizeCap, string Source, string? FallbackReason,
    DateTimeOffset? IndexAsOf, double TookMs);
