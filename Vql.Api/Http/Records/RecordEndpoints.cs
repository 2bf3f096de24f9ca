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

/// <summary>One contact or company by its uuid.</summary>
internal static class RecordEndpoints
{
    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapGet("/contacts/{uuid}/", GetContactAsync).WithName("GetContact").WithTags("contacts").WithSummary("One contact with its company.").TakesFreshness()
            .RequireFlag(FeatureFlag.SingleRecordRetrieval)
            .Produces<ContactDetail>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/companies/{uuid}/", GetCompanyAsync).WithName("GetCompany").WithTags("companies").WithSummary("One company.").TakesFreshness()
            .RequireFlag(FeatureFlag.SingleRecordRetrieval)
            .Produces<CompanyDetail>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> GetContactAsync(
        HttpContext context, string uuid, FallbackSearch search, NpgsqlDataSource tables, CancellationToken cancellationToken) =>
        await ToRecordAsync(
            context, await search.ListContactsAsync(ListRequest.OfOne(FieldCatalogue.Contacts, uuid), cancellationToken), tables,
            (rows, token) => rows.ReadContactAsync(uuid, locked: false, token), ResponseMapper.MapDetail, ApiJson.Readable.ContactDetail, "Contact", cancellationToken);

    private static async Task<IResult> GetCompanyAsync(
        HttpContext context, string uuid, FallbackSearch search, NpgsqlDataSource tables, CancellationToken cancellationToken) =>
        await ToRecordAsync(
            context, await search.ListCompaniesAsync(ListRequest.OfOne(FieldCatalogue.Companies, uuid), cancellationToken), tables,
            (rows, token) => rows.ReadCompanyAsync(uuid, locked: false, token), ResponseMapper.MapDetail, ApiJson.Readable.CompanyDetail, "Company", cancellationToken);

    private static async Task<IResult> ToRecordAsync<TRow, TDetail>(
        HttpContext context, SearchAnswer<SearchResult<TRow>> answer, NpgsqlDataSource tables, Func<SingleRows, CancellationToken, Task<TRow?>> read,
        Func<TRow, TDetail> map, JsonTypeInfo<TDetail> type, string name, CancellationToken cancellationToken)
        where TRow : class
    {
        if (answer.Value is not { } found)
        {
            return Problems.NoEngine();
        }

        var row = found.Rows.Count > 0 ? found.Rows[0] : answer.Provenance.Reason is null ? await ReadAsync(tables, read, cancellationToken) : null;
        return row is null ? Problems.NotFound(name) : TaggedJson.Of(map(row), type);
    }

    // What the index does not have may be there all the same: written just now. A table that cannot be asked is no "not found".
    private static async Task<TRow?> ReadAsync<TRow>(
        NpgsqlDataSource tables, Func<SingleRows, CancellationToken, Task<TRow?>> read, CancellationToken cancellationToken)
        where TRow : class
    {
        await using var connection = await tables.OpenConnectionAsync(cancellationToken);
        return await read(new SingleRows(connection), cancellationToken);
    }
}
