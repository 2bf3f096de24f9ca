using System.Text.Json;
using Vql.Api.Access;
using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Http.Lookups;
using Vql.Api.Http.Saved;
using Vql.Api.Http.Streams;
using Vql.Api.Requests;
using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Capabilities;

/// <summary>What can be asked, told from the tables that requests are read by.</summary>
internal static class CapabilityEndpoints
{
    public static void MapCapabilities(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/capabilities/", (AccessOptions access, ConnectraOptions connectra, EngineOptions options, RequestTimeoutOptions time) => TaggedJson.Of(
                new CapabilitiesAnswer(
                    [.. Enum.GetValues<Entity>().Select(Of)],
                    ValueAliases.ByColumn.ToDictionary(pair => pair.Key, pair => pair.Value.Groups),
                    new QueryCapabilities(QueryBody.Members, VqlQuery.LatestVersion),
                    new FormatCapabilities(["json"], [.. Enum.GetValues<StreamFormat>().Select(Spell)]),
                    LimitsOf(access, connectra, options, time),
                    options.FlagsBySetting(connectra.Enabled)),
                ApiJson.Readable.CapabilitiesAnswer))
            .WithName("GetCapabilities").WithTags("capabilities").WithSummary("What can be asked: filters, orders, limits, and what is switched on.")
            .Produces<CapabilitiesAnswer>().Produces(StatusCodes.Status304NotModified);

    private static EntityCapabilities Of(Entity entity)
    {
        var filters = FilterTable.For(entity);
        return new EntityCapabilities(
            filters.Fields.Table,
            [.. filters.Parameters.Select(filter => Of(filters, filter))],
            [.. filters.Facets.Select(facet => facet.Name)],
            [.. OrderTable.For(entity).Keys],
            RequestReader.SpellOrder(VqlOrder.Default),
            [.. KeyKind.Of(entity).Select(kind => kind.Name)],
            [.. (entity == Entity.Contact ? ValueLists.OfContacts : ValueLists.OfCompanies).Select(list => list.Name)],
            [.. filters.Fields.Fields.Select(field => new FieldCapabilities(field.Name, Spell(field.Kind), field.IsArray))]);
    }

    private static FilterCapabilities Of(EntityFilters filters, FilterParameter filter) => new(
        filter.Name, filter.Alias, Spell(filter.Kind), filter.Fields, filter.IsList, filter.Excludes,
        filters.HasModifiers(filter) ? [filter.Name + EntityFilters.MatchModifier, filter.Name + EntityFilters.FuzzyModifier] : [],
        filter.Description, filter.Example);

    private static LimitCapabilities LimitsOf(AccessOptions access, ConnectraOptions connectra, EngineOptions options, RequestTimeoutOptions time) => new(
        ListRequest.DefaultLimit, ListRequest.MaxLimit, ListRequest.MaxOffset, FilterConverter.MaxValues, VqlReader.MaxClauses,
        VqlReader.MaxTextLength, VqlReader.MaxDepth, VqlFacet.MaxFacets, FacetRequest.MaxSize,
        LookupBody.MostKeys, LookupEndpoints.MostCandidates, SavedSearchEndpoints.MostSaved, SavedSearchBody.LongestQuery, access.LargestBody, access.RequestsPerMinute,
        time.Whole.TotalSeconds, connectra.Timeout.TotalSeconds, options.PostgresTimeout.TotalSeconds, FreshnessRequirement.LongestWait.TotalSeconds);

    private static string Spell<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
