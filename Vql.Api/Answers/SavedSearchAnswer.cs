using System.Text.Json;

namespace Vql.Api.Answers;

/// <summary>A saved search.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Name">The name.</param>
/// <param name="Entity"><c>contacts</c> or <c>companies</c>.</param>
/// <param name="Query">The query as sent; null for a search by filters.</param>
/// <param name="Filters">The filters as sent; null for a search by a query.</param>
/// <param name="CreatedAt">The time of creation.</param>
internal sealed record SavedSearchAnswer(
    string Id, string Name, string Entity, JsonElement? Query, JsonElement? Filters, DateTimeOffset CreatedAt);

/// <summary>The saved searches of a caller.</summary>
/// <param name="Results">The saved searches, newest first.</param>
internal sealed record SavedSearchList(IReadOnlyList<SavedSearchAnswer> Results);
