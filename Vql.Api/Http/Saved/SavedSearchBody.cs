using System.Text;
using System.Text.Json;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Saved;

/// <summary>A search to save.</summary>
/// <param name="Name">The name.</param>
/// <param name="Entity">The entity.</param>
/// <param name="Conditions">The query or the filters as sent.</param>
internal sealed record SavedSearchBody(string Name, Entity Entity, SavedConditions Conditions)
{
    public const int MaxNameLength = 200;
    public const int MaxQueryBytes = 65_536;

    private const string Root = "$";
    private const string NameMember = "name";
    private const string EntityMember = "entity";
    private const string QueryMember = "query";
    private const string FiltersMember = "filters";

    /// <summary>The members of the body.</summary>
    public static IReadOnlyList<string> Members { get; } = [NameMember, EntityMember, QueryMember, FiltersMember];

    /// <summary>The required members. A body also has a query or filters.</summary>
    public static IReadOnlyList<string> Required { get; } = [NameMember, EntityMember];

    /// <summary>The names of the entities.</summary>
    public static IReadOnlyList<string> Entities { get; } =
        [.. Enum.GetValues<Entity>().Select(entity => FieldCatalogue.For(entity).Table)];

    /// <summary>Reads a body; null if errors were added.</summary>
    /// <param name="body">The body.</param>
    /// <param name="filtersOf">Returns the filters of an entity.</param>
    /// <param name="faults">Receives the errors.</param>
    public static SavedSearchBody? Read(
        ReadOnlyMemory<byte> body, Func<Entity, EntityFilters> filtersOf, List<ParameterFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return ReadMembers(document.RootElement, filtersOf, faults);
        }
        catch (JsonException)
        {
            faults.Add(new ParameterFault(
                Root, $"is not valid JSON: send an object with {string.Join(", ", Required)}, and {QueryMember} or {FiltersMember}"));
            return null;
        }
    }

    private static SavedSearchBody? ReadMembers(JsonElement root, Func<Entity, EntityFilters> filtersOf, List<ParameterFault> faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ParameterFault(Root, "must be an object"));
            return null;
        }

        foreach (var member in root.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            faults.Add(new ParameterFault(
                $"{Root}.{member.Name}", $"is not a member of this body{Suggestion.Of(member.Name, Members)}"));
        }

        var name = ReadText(root, NameMember)?.Trim();
        if (name is not { Length: > 0 and <= MaxNameLength } || name.Any(char.IsControl))
        {
            faults.Add(new ParameterFault($"{Root}.{NameMember}", $"must be a string of 1 to {MaxNameLength} characters"));
        }

        var table = ReadText(root, EntityMember);
        Entity? entity = Entities.Contains(table) ? Enum.GetValues<Entity>().First(one => FieldCatalogue.For(one).Table == table) : null;
        if (entity is null)
        {
            faults.Add(new ParameterFault(
                $"{Root}.{EntityMember}", $"must be {string.Join(" or ", Entities)}{Suggestion.Of(table ?? "", Entities)}"));
        }

        var conditions = ReadConditions(root, entity, filtersOf, faults);
        return faults.Count > 0 ? null : new SavedSearchBody(name!, entity!.Value, conditions!);
    }

    private static SavedConditions? ReadConditions(
        JsonElement root, Entity? entity, Func<Entity, EntityFilters> filtersOf, List<ParameterFault> faults)
    {
        var hasFilters = root.TryGetProperty(FiltersMember, out var filters);
        if (root.TryGetProperty(QueryMember, out var query) && hasFilters)
        {
            faults.Add(new ParameterFault($"{Root}.{FiltersMember}", $"cannot be combined with {QueryMember}"));
            return null;
        }

        var (name, element, route) = hasFilters ? (FiltersMember, filters, "search") : (QueryMember, query, "query");
        var path = $"{Root}.{name}";
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ParameterFault(path, $"must be an object, such as the body of /{route}"));
            return null;
        }

        var json = Encoding.UTF8.GetBytes(element.GetRawText());
        if (json.Length > MaxQueryBytes)
        {
            faults.Add(new ParameterFault(path, $"must be at most {MaxQueryBytes} bytes long"));
        }
        else if (entity is { } known)
        {
            var found = hasFilters ? FilterBody.FaultsOfSaved(filtersOf(known), json) : QueryBody.FaultsOfSaved(known, json);
            faults.AddRange(found.Select(fault => fault with { Parameter = path + fault.Parameter[Root.Length..] }));
        }

        return new SavedConditions(hasFilters ? SavedKind.Filters : SavedKind.Query, Encoding.UTF8.GetString(json));
    }

    // Null for other types, and for an unpaired surrogate.
    private static string? ReadText(JsonElement root, string name)
    {
        try
        {
            return root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
