using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.OpenApi;

/// <summary>The schemas of VQL queries. They are components, because groups contain conditions recursively.</summary>
internal static class VqlSchemas
{
    private static readonly string[] Bounds = ["gte", "gt", "lte", "lt"];

    // PostgreSQL alone supports this type, so a query cannot specify it.
    private static readonly SearchType[] SearchTypes = [.. Enum.GetValues<SearchType>().Where(type => type != SearchType.SameWords)];

    /// <summary>Returns the schema of a query body.</summary>
    public static OpenApiSchemaReference QueryOf(Entity entity, OpenApiDocument document) =>
        QueryOf(entity, document, $"{entity}Query", QueryBody.Members);

    /// <summary>Returns the schema of a query to save.</summary>
    public static OpenApiSchemaReference SavedQueryOf(Entity entity, OpenApiDocument document) =>
        QueryOf(entity, document, $"{entity}SavedQuery", QueryBody.SavedMembers);

    private static OpenApiSchemaReference QueryOf(Entity entity, OpenApiDocument document, string name, IEnumerable<string> members) =>
        Schemas.Shared(document, name, () => Schemas.Object(
            members.Select(member => KeyValuePair.Create(member, SchemaOf(entity, document, member)))));

    private static IOpenApiSchema SchemaOf(Entity entity, OpenApiDocument document, string member) => member switch
    {
        "where" => Where(entity, document),
        "order_by" => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "The order. Default: newest first. uuid is always the last key.",
            Items = Schemas.Shared(document, $"{entity}Order", () => Schemas.Object(
                new Dictionary<string, IOpenApiSchema>
                {
                    ["order_by"] = Schemas.Choice([.. NamesOf(entity, field => field.IsSortable), Field.RelevanceName])
                        .Described($"The field, or {Field.RelevanceName}, which requires scores."),
                    ["order_direction"] = Schemas.Choice(["asc", "desc"]),
                    ["missing"] = Schemas.Choice(["last", "first"]),
                    ["scores"] = Scores(entity, document),
                },
                "order_by")),
        },
        "cursor" => new OpenApiSchema
        {
            Type = JsonSchemaType.String | JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
            Description = "The position of the page: the cursor of next or previous, or the values of a row in the order with its "
                + "uuid at the end.",
        },
        "page" => Schemas.Integer(1, ListRequest.MaxOffset + 1)
            .Described($"The page number, for offsets up to {ListRequest.MaxOffset}. Use cursor for later pages."),
        "total" => Schemas.Flag().Described("Whether meta.total contains the number of matching rows."),
        "limit" => Schemas.Integer(1, ListRequest.MaxLimit).Described($"The page size. Default: {ListRequest.DefaultLimit}."),
        "version" => Schemas.Integer(1, VqlQuery.LatestVersion)
            .Described("The version of VQL. Search types other than exact, shuffle and substring require version 2."),
        _ => throw new ArgumentOutOfRangeException(nameof(member)),
    };

    private static OpenApiSchema Scores(Entity entity, OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Array,
        MinItems = 1,
        MaxItems = VqlScore.MaxScores,
        Description = $"For {Field.RelevanceName} only: scores, whose sum is the relevance. A score is the weight of the first tier "
            + "that a row matches. The tiers are sorted by weight, the greatest first.",
        Items = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            MaxItems = VqlScore.MaxTiers,
            Items = Schemas.Shared(document, $"{entity}Tier", () => Schemas.Object(
                new Dictionary<string, IOpenApiSchema>
                {
                    ["weight"] = Schemas.Integer(1, ScoreTier.MaxWeight).Described("The weight."),
                    ["where"] = Where(entity, document),
                },
                "weight")),
        },
    };

    // The component is registered before its members refer to it.
    private static OpenApiSchemaReference Where(Entity entity, OpenApiDocument document)
    {
        var name = $"{entity}Where";
        if (document.Components?.Schemas?.ContainsKey(name) == true)
        {
            return new OpenApiSchemaReference(name, document);
        }

        var where = Schemas.Object([])
            .Described($"Conditions, which must all match. Groups are nested up to {VqlReader.MaxDepth} levels deep.");
        document.AddComponent(name, where);
        var group = new OpenApiSchemaReference(name, document);
        var field = Schemas.Shared(document, $"{entity}Field", () => Schemas.Choice(NamesOf(entity, _ => true)));
        where.Properties!["text_matches"] = Clauses(
            document, $"{entity}TextMatches", "Matches of words. Matches of the same field are alternatives.", new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = Schemas.Shared(document, $"{entity}TextMatch", () => TextMatch(field)),
            });
        where.Properties["keyword_match"] = Clauses(
            document, $"{entity}KeywordMatches", "Matches of whole values: one of the values of each field.",
            Schemas.Shared(document, $"{entity}Keywords", () => ByField(entity, Values)));
        where.Properties["range_query"] = Clauses(
            document, $"{entity}RangeQuery", "Ranges of numbers, dates and other ordered values.",
            Schemas.Shared(document, $"{entity}Ranges", () => ByField(entity, one => Range(document, one))));
        where.Properties["exists"] = Names(field, "Fields that must have a value.");
        where.Properties["missing"] = Names(field, "Fields that must not have a value.");
        where.Properties["any_of"] = Schemas.List(group).Described("Groups of which at least one must match.");
        where.Properties["all_of"] = Schemas.List(group).Described("Groups that must all match.");
        where.Properties["none_of"] = Schemas.List(group).Described("Groups that must not match.");
        return group;
    }

    private static OpenApiSchemaReference Clauses(OpenApiDocument document, string name, string description, IOpenApiSchema clauses) =>
        Schemas.Shared(document, name, () => Schemas.Object(
            new Dictionary<string, IOpenApiSchema> { ["must"] = clauses, ["must_not"] = clauses }).Described(description));

    private static OpenApiSchema TextMatch(IOpenApiSchema field) => Schemas.Object(
        new Dictionary<string, IOpenApiSchema>
        {
            ["filter_key"] = field,
            ["text_value"] = Schemas.Text().Described("The text."),
            ["search_type"] = Schemas.Choice(SearchTypes.Select(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString())))
                .Described("How the words match."),
            ["fuzzy"] = new OpenApiSchema
            {
                OneOf =
                [
                    Schemas.Flag(),
                    Schemas.Object([KeyValuePair.Create("min_length", (IOpenApiSchema)Schemas.Integer(
                        Vql.Core.Language.TextMatch.DefaultFuzzyMinLength, Vql.Core.Language.TextMatch.MaxFuzzyMinLength))]),
                ],
            }.Described("Whether words tolerate typos, or the minimum length of such words. Applies to shuffle only."),
            ["operator"] = Schemas.Choice(["and", "or"]).Described("Whether all words are required. Default: and."),
            ["slop"] = Schemas.Integer(0).Described("Maximum number of positions between the words of exact. Default: 0."),
        },
        "filter_key", "text_value", "search_type");

    private static OpenApiSchema ByField(Entity entity, Func<Field, IOpenApiSchema> schemaOf) => Schemas.Object(
        FieldCatalogue.For(entity).Fields.Select(field => KeyValuePair.Create(field.Name, schemaOf(field))));

    // A single value is accepted as well, but generated clients need one type.
    private static OpenApiSchema Values(Field field) => Schemas.List(ValueOf(field), VqlReader.MaxValues);

    private static OpenApiSchemaReference Range(OpenApiDocument document, Field field) => Schemas.Shared(
        document, field.Kind == FieldKind.Number ? "NumberRange" : "TextRange", () => Schemas.Object(
            Bounds.Select(bound => KeyValuePair.Create(bound, (IOpenApiSchema)ValueOf(field)))));

    private static OpenApiSchema ValueOf(Field field) => field.Kind == FieldKind.Number
        ? new OpenApiSchema { Type = JsonSchemaType.Number }
        : Schemas.Text();

    private static OpenApiSchema Names(IOpenApiSchema field, string description) => new()
    {
        Type = JsonSchemaType.Array,
        Items = field,
        Description = description,
    };

    private static IEnumerable<string> NamesOf(Entity entity, Func<Field, bool> condition) =>
        FieldCatalogue.For(entity).Fields.Where(condition).Select(field => field.Name);
}
