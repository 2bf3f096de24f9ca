using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Vql.Api.Answers;
using Vql.Api.Engine.Postgres;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Lookups;

/// <summary>
/// Lookups of many records by their keys. PostgreSQL serves them, because it contains records immediately after the write.
/// </summary>
internal static class LookupEndpoints
{
    /// <summary>The maximum number of records that are returned for an ambiguous key.</summary>
    public const int MaxCandidates = 5;

    public static void MapLookups(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/api/v1/contacts/lookup", (HttpContext context, RowLookup rows, PostgresReads reads, CancellationToken cancellationToken) =>
                LookUpAsync(
                    context, Entity.Contact, reads, rows.FindContactsAsync, ResponseMapper.MapDetail,
                    ApiJson.Readable.LookupAnswerContactDetail, cancellationToken))
            .WithName("LookUpContacts").WithTags("contacts").WithSummary("Looks up contacts by UUID, email address or LinkedIn URL.")
            .TakesKeys(Entity.Contact).Produces<LookupAnswer<ContactDetail>>().ProducesValidationProblem();
        routes.MapPost(
            "/api/v1/companies/lookup", (HttpContext context, RowLookup rows, PostgresReads reads, CancellationToken cancellationToken) =>
                LookUpAsync(
                    context, Entity.Company, reads, rows.FindCompaniesAsync, ResponseMapper.MapDetail,
                    ApiJson.Readable.LookupAnswerCompanyDetail, cancellationToken))
            .WithName("LookUpCompanies").WithTags("companies").WithSummary("Looks up companies by UUID, domain or LinkedIn URL.")
            .TakesKeys(Entity.Company).Produces<LookupAnswer<CompanyDetail>>().ProducesValidationProblem();
    }

    private static async Task<IResult> LookUpAsync<TRow, TDetail>(
        HttpContext context, Entity entity, PostgresReads reads,
        Func<IReadOnlyList<LookupKey?>, int, CancellationToken, Task<ILookup<int, TRow>>> find,
        Func<TRow, TDetail> map, JsonTypeInfo<LookupAnswer<TDetail>> type, CancellationToken cancellationToken)
        where TDetail : class
    {
        var faults = new List<ParameterFault>();
        if (LookupBody.Read(entity, await RequestBody.ReadAsync(context.Request, cancellationToken), faults) is not { } keys)
        {
            return Problems.Of(faults);
        }

        var found = await reads.ReadAsync(
            entity.ToString().ToLowerInvariant(), "lookup", token => find([.. keys.Select(key => key.Key)], MaxCandidates, token),
            cancellationToken);
        return found is null
            ? Problems.NoEngine()
            : TypedResults.Json(ToAnswer([.. keys.Select((key, index) => ToResult(key, [.. found[index].Select(map)]))]), type);
    }

    private static LookupResult<T> ToResult<T>(RequestedKey key, IReadOnlyList<T> records)
        where T : class => (key.Error, records) switch
        {
            ({ } error, _) => new LookupResult<T>(key.Kind, key.Value, "invalid", null, null, error),
            (_, []) => new LookupResult<T>(key.Kind, key.Value, "not_found", null, null, null),
            (_, [var only]) => new LookupResult<T>(key.Kind, key.Value, "found", only, null, null),
            _ => new LookupResult<T>(key.Kind, key.Value, "ambiguous", null, records, null),
        };

    private static LookupAnswer<T> ToAnswer<T>(IReadOnlyList<LookupResult<T>> results)
        where T : class
    {
        int Count(string status) => results.Count(result => result.Status == status);
        return new LookupAnswer<T>(Count("found"), Count("not_found"), Count("ambiguous"), Count("invalid"), results);
    }

    private static RouteHandlerBuilder TakesKeys(this RouteHandlerBuilder route, Entity entity)
    {
        var kinds = KeyKind.Of(entity);
        var key = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            MinProperties = 1,
            MaxProperties = 1,
            AdditionalPropertiesAllowed = false,
            Properties = kinds.ToDictionary(
                kind => kind.Name,
                IOpenApiSchema (kind) => new OpenApiSchema { Type = JsonSchemaType.String, Description = $"Must be {kind.Rule}." }),
        };
        return route.TakesJson(
            document => Schemas.Shared(document, $"{entity}Lookup", () => Schemas.Object(
                new Dictionary<string, IOpenApiSchema> { [LookupBody.KeysMember] = Schemas.List(key, LookupBody.MaxKeys) },
                LookupBody.KeysMember)),
            new JsonObject
            {
                [LookupBody.KeysMember] = new JsonArray([.. kinds.Select(kind => new JsonObject { [kind.Name] = kind.Example })]),
            });
    }
}
