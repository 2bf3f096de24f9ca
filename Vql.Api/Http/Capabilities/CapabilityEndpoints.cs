using System.Text.Json;
using Vql.Api.Access;
using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Http.Lookups;
using Vql.Api.Http.Saved;
using Vql.Api.Http.Streams;
using Vql.Api.Http.Writes;
using Vql.Api.Requests;
using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Capabilities;

/// <summary>The capabilities of the API, from the tables that requests are validated with.</summary>
internal static class CapabilityEndpoints
{
    public static void MapCapabilities(this IEndpointRouteBuilder routes) =>
        routes.MapGet(
            "/api/v1/capabilities/",
            (AccessOptions access, ConnectraOptions connectra, EngineOptions options, RequestTimeoutOptions timeout) => TaggedJson.Of(
                new CapabilitiesAnswer(
                    [.. Enum.GetValues<Entity>().Select(Of)],
                    ValueAliases.ByColumn.ToDictionary(pair => pair.Key, pair => pair.Value.Groups),
                    new QueryCapabilities(QueryBody.Members, VqlQuery.LatestVersion),
                    new FormatCapabilities(["json"], [.. Enum.GetValues<StreamFormat>().Select(NameOf)]),
                    LimitsOf(access, connectra, options, timeout),
                    options.FlagsBySetting(connectra.Enabled)),
                ApiJson.Readable.CapabilitiesAnswer))
            .WithName("GetCapabilities").WithTags("capabilities").WithSummary("Returns filters, orders, limits and feature flags.")
            .Produces<CapabilitiesAnswer>().Produces(StatusCodes.Status304NotModified);

    private static EntityCapabilities Of(Entity entity)
    {
        var filters = FilterTable.For(entity);
        return new EntityCapabilities(
            filters.Fields.Table,
            [.. filters.Parameters.Select(filter => Of(filters, filter))],
            [.. filters.Facets.Select(facet => facet.Name)],
            [.. filters.Suggested.Select(filter => filter.Name)],
            [.. OrderTable.For(entity).Keys],
            RequestReader.FormatOrder(VqlOrder.Default),
            [.. KeyKind.Of(entity).Select(kind => kind.Name)],
            [.. (entity == Entity.Contact ? ValueLists.OfContacts : ValueLists.OfCompanies).Select(list => list.Name)],
            [.. filters.Fields.Fields.Select(field => new FieldCapabilities(field.Name, NameOf(field.Kind), field.IsArray))]);
    }

    private static FilterCapabilities Of(EntityFilters filters, FilterParameter filter) => new(
        filter.Name, filter.Alias, NameOf(filter.Kind), filter.Fields, filter.IsList, filter.Excludes,
        [.. filters.ModifiersOf(filter).Select(modifier => filter.Name + modifier)],
        filter.Description, filter.Example);

    private static LimitCapabilities LimitsOf(
        AccessOptions access, ConnectraOptions connectra, EngineOptions options, RequestTimeoutOptions timeout) => new(
        ListRequest.DefaultLimit, ListRequest.MaxLimit, ListRequest.MaxOffset, FilterConverter.MaxValues, FilterConverter.MaxBodyValues,
        VqlReader.MaxClauses, VqlReader.MaxTextLength, VqlReader.MaxDepth, VqlFacet.MaxFacets, FacetRequest.MaxSize,
        LookupBody.MaxKeys, LookupEndpoints.MaxCandidates, BatchBody.MaxItems, SavedSearchEndpoints.MaxSaved, SavedSearchBody.MaxQueryBytes,
        access.MaxBodyBytes, access.RequestsPerMinute,
        timeout.Timeout.TotalSeconds, connectra.Timeout.TotalSeconds, options.PostgresTimeout.TotalSeconds,
        FreshnessRequirement.MaxWait.TotalSeconds);

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
