using System.Text.Json;

namespace Vql.Api.Answers;

/// <summary>A query that its owner keeps.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its owner's name for it.</param>
/// <param name="Entity"><c>contacts</c> or <c>companies</c>.</param>
/// <param name="Query">The query, as it was sent.</param>
/// <param name="CreatedAt">Since when it is kept.</param>
internal sealed record SavedSearchAnswer(string Id, string Name, string Entity, JsonElement Query, DateTimeOffset CreatedAt);

/// <summary>All queries of an owner.</summary>
/// <param name="Results">The queries, the newest first.</param>
internal sealed record SavedSearchList(IReadOnlyList<SavedSearchAnswer> Results);
