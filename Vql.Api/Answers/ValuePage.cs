using Vql.Storage.Postgres;

namespace Vql.Api.Answers;

/// <summary>A page of values.</summary>
/// <param name="Next">The address of the page behind it; null at the end.</param>
/// <param name="Previous">The address of the page before it; null at the start.</param>
/// <param name="Results">The values.</param>
/// <param name="Counts">How many rows have each of them, where that was asked for.</param>
internal sealed record ValuePage(string? Next, string? Previous, IReadOnlyList<string> Results, IReadOnlyList<ValueCount>? Counts);
