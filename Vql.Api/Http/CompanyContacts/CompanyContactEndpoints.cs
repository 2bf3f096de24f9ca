using Npgsql;
using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.Engine;
using Vql.Api.Http.Lists;
using Vql.Api.Http.Uuids;
using Vql.Api.Http.Values;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.CompanyContacts;

/// <summary>The contacts of a company, with the filters of contacts.</summary>
internal static class CompanyContactEndpoints
{
    private const string Prefix = "/api/v1/companies/company/{uuid}/contacts/";

    public static void MapCompanyContacts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Prefix).AddEndpointFilter(RejectUnknownAsync).RequireFlag(FeatureFlag.CompanyContacts);
        group.MapGet("/", (HttpContext context, string uuid, FallbackSearch search, CancellationToken cancellationToken) =>
                ListEndpoints.ListContactsAsync(context, search, Of(uuid), cancellationToken))
            .WithName("ListCompanyContacts").Describe(Entity.Contact, "Lists the contacts of a company.", paged: true).TakesPages()
            .TakesShape(Entity.Contact)
            .Produces<CursorPage<ContactListItem>>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/count/", (HttpContext context, string uuid, FallbackSearch search, CancellationToken cancellationToken) =>
                ListEndpoints.CountAsync(context, Entity.Contact, search, Of(uuid), cancellationToken))
            .WithName("CountCompanyContacts").Describe(Entity.Contact, "Counts the contacts of a company.", paged: false)
            .Produces<CountResponse>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/count/uuids/", (HttpContext context, string uuid, FallbackSearch search, CancellationToken cancellationToken) =>
                UuidEndpoints.ListAsync(context, Entity.Contact, search, Of(uuid), cancellationToken))
            .WithName("ListCompanyContactUuids").DescribeUuids(Entity.Contact, "Lists the UUIDs of a company's contacts, newest first.")
            .Produces<UuidListResponse>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        foreach (var list in ValueLists.OfCompanyContacts)
        {
            group.MapGet($"/{list.Name}/", (HttpContext context, string uuid, ValueSearch values, CancellationToken cancellationToken) =>
                    ValueEndpoints.ListAsync(context, list, values, Of(uuid), isPaged: false, cancellationToken))
                .WithName($"ListCompanyContact_{list.Name}").DescribeValues(list, "of a company's contacts")
                .Produces<IReadOnlyList<string>>().MayProduce<IReadOnlyList<ValueCount>>().ProducesValidationProblem()
                .ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static VqlWhere Of(string company) => ListRequest.Having(FieldCatalogue.Contacts, "company_id", company);

    // The database contains a company immediately after the write. If the database is unavailable, the check is skipped.
    private static async ValueTask<object?> RejectUnknownAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            await using var connection = await context.RequestServices.GetRequiredService<NpgsqlDataSource>()
                .OpenConnectionAsync(context.RequestAborted);
            var uuid = (string)context.Request.RouteValues["uuid"]!;
            if (await new SingleRows(connection).ReadCompanyAsync(uuid, locked: false, context.RequestAborted) is null)
            {
                return Problems.NotFound("Company");
            }
        }
        catch (NpgsqlException exception) when (exception is not PostgresException)
        {
            Log.CompanyCheckFailed(context.RequestServices.GetRequiredService<ILogger<FallbackSearch>>(), exception.Message);
        }

        return await next(invocation);
    }
}
