namespace Vql.Api.Answers;

/// <summary>What became of the keys of a lookup.</summary>
/// <param name="Found">Keys with one record.</param>
/// <param name="NotFound">Keys with none.</param>
/// <param name="Ambiguous">Keys with several.</param>
/// <param name="Invalid">Keys that can have none.</param>
/// <param name="Results">Each key's, in the order of the request.</param>
internal sealed record LookupAnswer<T>(int Found, int NotFound, int Ambiguous, int Invalid, IReadOnlyList<LookupResult<T>> Results)
    where T : class;

/// <summary>What became of a key.</summary>
/// <param name="Kind">What it was called; null when that could not be read.</param>
/// <param name="Value">The key as it was sent; likewise.</param>
/// <param name="Status"><c>found</c>, <c>not_found</c>, <c>ambiguous</c> or <c>invalid</c>.</param>
/// <param name="Record">The record that was found; else null.</param>
/// <param name="Candidates">The records that an ambiguous key has, the first of them by uuid; else null.</param>
/// <param name="Error">Why the key is invalid; else null.</param>
internal sealed record LookupResult<T>(string? Kind, string? Value, string Status, T? Record, IReadOnlyList<T>? Candidates, string? Error)
    where T : class;
