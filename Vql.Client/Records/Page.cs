namespace Vql.Client.Records;

/// <summary>A page of a list.</summary>
/// <param name="Next">The link to the next page. Null for the last page.</param>
/// <param name="Previous">The link to the previous page. Null for the first page.</param>
/// <param name="Results">The rows.</param>
/// <param name="Meta">The provenance of the page.</param>
public sealed record Page<T>(Uri? Next, Uri? Previous, IReadOnlyList<T> Results, PageMeta? Meta);

/// <summary>The provenance of a page.</summary>
/// <param name="Source">The engine: <c>vql</c> or <c>postgres</c>.</param>
/// <param name="FallbackReason">The reason of the fallback to PostgreSQL. Null if there was no fallback.</param>
/// <param name="IndexAsOf">The time up to which the index contains all changes. Null if it is unknown.</param>
/// <param name="TookMs">The duration, in milliseconds.</param>
public sealed record PageMeta(string? Source, string? FallbackReason, DateTimeOffset? IndexAsOf, double? TookMs)
{
    /// <summary>The total number of rows. Null unless <see cref="Requests.Filter.Total"/> is set.</summary>
    public RowTotal? Total { get; init; }

    /// <summary>The values that would find rows in place of the filters' values. Null if rows were found or there are none.</summary>
    public IReadOnlyList<FilterSuggestions>? Suggestions { get; init; }
}

/// <summary>The total number of rows.</summary>
/// <param name="Value">The number.</param>
/// <param name="Relation"><c>eq</c> if the number is exact, <c>gte</c> if it is a lower bound.</param>
public sealed record RowTotal(long Value, string Relation);

/// <summary>A row with its version.</summary>
/// <param name="Value">The row.</param>
/// <param name="ETag">The ETag of this version. Null if the response has none.</param>
public sealed record Versioned<T>(T Value, string? ETag);
