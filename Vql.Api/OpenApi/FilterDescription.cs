using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.OpenApi;

/// <summary>Describes the filters of an entity, as parameters and as members of a body.</summary>
internal static class FilterDescription
{
    /// <summary>The values of <c>NAME.fuzzy</c>: a Boolean value, or the minimum length of words that are matched fuzzily.</summary>
    private const string FuzzyPattern = "^(true|false|[3-9]|1[0-9]|20)$";

    private const string ExactPattern = "^false$";

    private const string DatePattern =
        @"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?)?|\d{9,14})$";

    /// <summary>Returns the parameters of the filters, with their aliases and modifiers.</summary>
    public static IEnumerable<ParameterDescription> Of(Entity entity, OpenApiDocument document)
    {
        var filters = FilterTable.For(entity);
        return from member in MembersOf(filters, document)
               select new ParameterDescription(member.Name, member.Description, member.Schema(), member.Example.DeepClone())
               {
                   Component = $"{filters.Fields.Table}.{member.Name}",
               };
    }

    /// <summary>Returns the members of a body with filters. Lists have more values than fit into a URL.</summary>
    public static IEnumerable<KeyValuePair<string, IOpenApiSchema>> MembersOf(Entity entity, OpenApiDocument document)
    {
        var filters = FilterTable.For(entity);
        return from member in MembersOf(filters, document)
               let schema = member.IsList && member.Filter.Choices.Count == 0
                   ? Schemas.List(Schemas.Text(), filters.MaxValues(member.Filter, FilterConverter.MaxBodyValues))
                   : member.Schema()
               select KeyValuePair.Create(
                   member.Name, schema is OpenApiSchema own ? own.Described(member.Description) : schema);
    }

    private static IEnumerable<FilterMember> MembersOf(EntityFilters filters, OpenApiDocument document)
    {
        foreach (var filter in filters.Parameters)
        {
            var example = ExampleOf(filter);
            yield return new FilterMember(
                filter, filter.Name, $"{filter.Description} {filter.MultipleValues}".TrimEnd(), () => SchemaOf(filter), example,
                filter.IsList);
            if (filter.Alias is { } alias)
            {
                yield return new FilterMember(
                    filter, alias, $"An alias of {filter.Name}. {filter.MultipleValues}".TrimEnd(), () => SchemaOf(filter), example,
                    filter.IsList);
            }

            foreach (var modifier in filters.ModifiersOf(filter))
            {
                yield return Modifier(filter, modifier, document);
            }
        }
    }

    private static FilterMember Modifier(FilterParameter filter, string modifier, OpenApiDocument document) => modifier switch
    {
        EntityFilters.MatchModifier => new FilterMember(
            filter, filter.Name + modifier,
            $"How {filter.Name} matches. Default: {(filter.Kind == FilterKind.Domain ? "exact" : "words")}.",
            () => Schemas.Shared(document, MatchSchemaOf(filter), () => Schemas.Choice(EntityFilters.MatchNames(filter))),
            "exact", IsList: false),
        EntityFilters.FuzzyModifier => new FilterMember(
            filter, filter.Name + modifier,
            filter.Excludes
                ? "Exclusions match exact words only, so only false is supported."
                : $"Whether {filter.Name} tolerates typos, or the minimum length of the words in which it does. Default: 5 for words.",
            () => Schemas.Text(filter.Excludes ? ExactPattern : FuzzyPattern), "false", IsList: false),
        _ => new FilterMember(
            filter, filter.Name + modifier,
            $"Whether {filter.Name} also matches synonyms, such as CEO and chief executive officer. Default: true for words.",
            Schemas.Flag, false, IsList: false),
    };

    private static string MatchSchemaOf(FilterParameter filter) => filter.Kind switch
    {
        FilterKind.Domain => "DomainMatch",
        FilterKind.Website => "WebsiteMatch",
        _ => "Match",
    };

    private static OpenApiSchema SchemaOf(FilterParameter filter) => filter.Kind switch
    {
        FilterKind.Equal or FilterKind.Min or FilterKind.Max => Schemas.Integer(0, isLong: true),
        FilterKind.Whole or FilterKind.Has => Schemas.Flag(),
        FilterKind.LookIn or FilterKind.LookNotIn => Schemas.List(Schemas.Choice(filter.Choices.Keys)),
        FilterKind.After or FilterKind.Before => Schemas.Text(DatePattern),
        _ => Schemas.Text(),
    };

    private static JsonNode ExampleOf(FilterParameter filter) => filter.Kind switch
    {
        FilterKind.Equal or FilterKind.Min or FilterKind.Max => long.Parse(filter.Example, CultureInfo.InvariantCulture),
        FilterKind.Whole or FilterKind.Has => bool.Parse(filter.Example),
        FilterKind.LookIn or FilterKind.LookNotIn => new JsonArray([.. filter.Example.Split(',').Select(name => (JsonNode)name)]),
        _ => filter.Example,
    };

    private sealed record FilterMember(
        FilterParameter Filter, string Name, string Description, Func<IOpenApiSchema> Schema, JsonNode Example, bool IsList);
}
