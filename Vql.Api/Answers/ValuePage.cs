using Vql.Storage.Postgres;

namespace Vql.Api.Answers;

/// <summary>A page of values.</summary>
/// <param name="Next">The URL of the next page; null at the end.</param>
/// <param name="Previous">The URL of the previous page; null at the start.</param>
/// <param name="Results">The values.</param>
/// <param name="Counts">The number of rows for each value; null unless requested.</param>
internal sealed record ValuePage(string? Next, string? Previous, IReadOnlyList<string> Results, IReadOnlyList<ValueCount>? Counts);
