namespace Vql.Client.Records;

/// <summary>A page of a list.</summary>
/// <param name="Next">The page behind it; null at the end.</param>
/// <param name="Previous">The page before it; null at the start.</param>
/// <param name="Results">Its rows.</param>
/// <param name="Meta">How it was made.</param>
public sealed record Page<T>(Uri? Next, Uri? Previous, IReadOnlyList<T> Results, PageMeta? Meta);

/// <summary>How a page was made.</summary>
/// <param name="Source"><c>vql</c> or <c>postgres</c>.</param>
/// <param name="FallbackReason">Why the search did not answer; null when it did.</param>
/// <param name="IndexAsOf">Up to when changes were in the index; null when that is unknown.</param>
/// <param name="TookMs">How long the answer took, milliseconds.</param>
public sealed record PageMeta(string? Source, string? FallbackReason, DateTimeOffset? IndexAsOf, double? TookMs)
{
    /// <summary>How many rows there are in all; null unless the filter asks for it.</summary>
    public RowTotal? Total { get; init; }
}

/// <summary>How many rows there are.</summary>
/// <param name="Value">The number.</param>
/// <param name="Relation"><c>eq</c> when there are exactly so many, <c>gte</c> when there may be more.</param>
public sealed record RowTotal(long Value, string Relation);

/// <summary>A row as it was at one time.</summary>
/// <param name="Value">The row.</param>
/// <param name="Tag">What names this state of it (ETag); null when the API did not say.</param>
public sealed record Versioned<T>(T Value, string? Tag);
