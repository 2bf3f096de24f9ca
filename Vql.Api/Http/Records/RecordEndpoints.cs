using System.Text.Json.Serialization.Metadata;
using Npgsql;
using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.Engine;
using Vql.Api.Engine.Outcomes;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Records;

/// <summary>Single contacts and companies.</summary>
internal static class RecordEndpoints
{
    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapGet("/contacts/{uuid}/", GetContactAsync).ExceptOtherRoutes()
            .WithName("GetContact").WithTags("contacts").WithSummary("Returns a contact with its company.").TakesFreshness()
            .RequireFlag(FeatureFlag.SingleRecordRetrieval)
            .Produces<ContactDetail>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/companies/{uuid}/", GetCompanyAsync).ExceptOtherRoutes()
            .WithName("GetCompany").WithTags("companies").WithSummary("Returns a company.")
            .TakesFreshness()
            .RequireFlag(FeatureFlag.SingleRecordRetrieval)
            .Produces<CompanyDetail>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> GetContactAsync(
        HttpContext context, string uuid, FallbackSearch search, NpgsqlDataSource postgres, CancellationToken cancellationToken) =>
        await ToRecordAsync(
            context, await search.ListContactsAsync(ListRequest.OfOne(FieldCatalogue.Contacts, uuid), cancellationToken), postgres,
            (rows, token) => rows.ReadContactAsync(uuid, locked: false, token), ResponseMapper.MapDetail, ApiJson.Readable.ContactDetail,
            "Contact", cancellationToken);

    private static async Task<IResult> GetCompanyAsync(
        HttpContext context, string uuid, FallbackSearch search, NpgsqlDataSource postgres, CancellationToken cancellationToken) =>
        await ToRecordAsync(
            context, await search.ListCompaniesAsync(ListRequest.OfOne(FieldCatalogue.Companies, uuid), cancellationToken), postgres,
            (rows, token) => rows.ReadCompanyAsync(uuid, locked: false, token), ResponseMapper.MapDetail, ApiJson.Readable.CompanyDetail,
            "Company", cancellationToken);

    private static async Task<IResult> ToRecordAsync<TRow, TDetail>(
        HttpContext context, SearchAnswer<SearchResult<TRow>> answer, NpgsqlDataSource postgres,
        Func<SingleRows, CancellationToken, Task<TRow?>> read,
        Func<TRow, TDetail> map, JsonTypeInfo<TDetail> type, string name, CancellationToken cancellationToken)
        where TRow : class
    {
        if (answer.Value is not { } result)
        {
            return Problems.NoEngine();
        }

        var row = result.Rows.Count > 0 ? result.Rows[0]
            : answer.Provenance.Reason is null ? await ReadAsync(postgres, read, cancellationToken)
            : null;
        return row is null ? Problems.NotFound(name) : TaggedJson.Of(map(row), type);
    }

    // The index can lack a new row. If the database is unavailable, the response is a 503, not a 404.
    private static async Task<TRow?> ReadAsync<TRow>(
        NpgsqlDataSource postgres, Func<SingleRows, CancellationToken, Task<TRow?>> read, CancellationToken cancellationToken)
        where TRow : class
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        return await read(new SingleRows(connection), cancellationToken);
    }
}
