using System.Text.Json.Nodes;

namespace Vql.Client.Records;

/// <summary>A saved search.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Name">The name.</param>
/// <param name="Entity"><c>contacts</c> or <c>companies</c>.</param>
/// <param name="Query">The VQL query. Null for a search by filters.</param>
/// <param name="Filters">The filters. Null for a search by a query.</param>
/// <param name="CreatedAt">The creation time.</param>
public sealed record SavedSearch(string Id, string Name, string Entity, JsonObject? Query, JsonObject? Filters, DateTimeOffset CreatedAt);

internal sealed record SavedSearchList(IReadOnlyList<SavedSearch> Results);

internal sealed record SearchToSave(string Name, string Entity, JsonObject Filters);
