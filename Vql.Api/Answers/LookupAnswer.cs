namespace Vql.Api.Answers;

/// <summary>The results of a lookup.</summary>
/// <param name="Found">The number of keys with one record.</param>
/// <param name="NotFound">The number of keys without a record.</param>
/// <param name="Ambiguous">The number of keys with several records.</param>
/// <param name="Invalid">The number of invalid keys.</param>
/// <param name="Results">The result of each key, in the order of the request.</param>
internal sealed record LookupAnswer<T>(int Found, int NotFound, int Ambiguous, int Invalid, IReadOnlyList<LookupResult<T>> Results)
    where T : class;

/// <summary>The result of a key.</summary>
/// <param name="Kind">The kind of the key; null when it could not be read.</param>
/// <param name="Value">The key as sent; null when it could not be read.</param>
/// <param name="Status"><c>found</c>, <c>not_found</c>, <c>ambiguous</c> or <c>invalid</c>.</param>
/// <param name="Record">The record, if the key has one; otherwise null.</param>
/// <param name="Candidates">The first records of an ambiguous key, by UUID; otherwise null.</param>
/// <param name="Error">The error of an invalid key; otherwise null.</param>
internal sealed record LookupResult<T>(string? Kind, string? Value, string Status, T? Record, IReadOnlyList<T>? Candidates, string? Error)
    where T : class;
