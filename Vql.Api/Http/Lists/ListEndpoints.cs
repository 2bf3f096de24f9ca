using System.Text.Json.Serialization.Metadata;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Engine.Outcomes;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Http.Lists;

/// <summary>Lists and counts of contacts and companies.</summary>
internal static class ListEndpoints
{
    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapGet("/contacts/", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                ListContactsAsync(context, search, within: null, cancellationToken))
            .WithName("ListContacts").Describe(Entity.Contact, "Lists contacts.", paged: true).TakesPages().TakesShape(Entity.Contact)
            .Produces<CursorPage<ContactListItem>>().ProducesValidationProblem();
        api.MapGet("/contacts/count/", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                CountAsync(context, Entity.Contact, search, within: null, cancellationToken))
            .WithName("CountContacts").Describe(Entity.Contact, "Counts contacts.", paged: false)
            .Produces<CountResponse>().ProducesValidationProblem();
        api.MapGet("/companies/", ListCompaniesAsync).WithName("ListCompanies").Describe(Entity.Company, "Lists companies.", paged: true)
            .TakesPages().TakesShape(Entity.Company)
            .Produces<CursorPage<CompanyListItem>>().ProducesValidationProblem();
        api.MapGet("/companies/count/", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                CountAsync(context, Entity.Company, search, within: null, cancellationToken))
            .WithName("CountCompanies").Describe(Entity.Company, "Counts companies.", paged: false)
            .Produces<CountResponse>().ProducesValidationProblem();
    }

    /// <summary>Returns a page of contacts.</summary>
    /// <param name="context">The HTTP context.</param>
    /// <param name="search">The search.</param>
    /// <param name="within">A condition on all contacts in addition to the filters; null for none.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public static async Task<IResult> ListContactsAsync(
        HttpContext context, FallbackSearch search, VqlWhere? within, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        return RequestReader.Read(context.FiltersOf(Entity.Contact), context.Request.Query, faults, within) is { } request
            ? await AnswerAsync(context, search, request, cancellationToken)
            : Problems.Of(faults);
    }

    private static async Task<IResult> ListCompaniesAsync(
        HttpContext context, FallbackSearch search, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        return RequestReader.Read(context.FiltersOf(Entity.Company), context.Request.Query, faults) is { } request
            ? await AnswerAsync(context, search, request, cancellationToken)
            : Problems.Of(faults);
    }

    /// <summary>Returns the page of a request.</summary>
    public static async Task<IResult> AnswerAsync(
        HttpContext context, FallbackSearch search, ListRequest request, CancellationToken cancellationToken)
    {
        if (context.Charge(request) is { } problem)
        {
            return problem;
        }

        if (request.Entity.Entity == Entity.Contact)
        {
            var contacts = await search.ListContactsAsync(request, cancellationToken);
            return contacts.Value is { } people
                ? request.Shape == ItemShape.Full
                    ? await ToPageAsync(
                        context, request, contacts.Provenance, people, row => row.Cursor!, ResponseMapper.Map,
                        ApiJson.Readable.CursorPageContactListItem, cancellationToken)
                    : await ToPageAsync(
                        context, request, contacts.Provenance, people, row => row.Cursor!, row => ShapedRow.Of(row, request.Shape),
                        ApiJson.Readable.CursorPageJsonObject, cancellationToken)
                : Problems.NoEngine();
        }

        var companies = await search.ListCompaniesAsync(request, cancellationToken);
        return companies.Value is { } rows
            ? request.Shape == ItemShape.Full
                ? await ToPageAsync(
                    context, request, companies.Provenance, rows, row => row.Cursor!, ResponseMapper.Map,
                    ApiJson.Readable.CursorPageCompanyListItem, cancellationToken)
                : await ToPageAsync(
                    context, request, companies.Provenance, rows, row => row.Cursor!, row => ShapedRow.Of(row, request.Shape),
                    ApiJson.Readable.CursorPageJsonObject, cancellationToken)
            : Problems.NoEngine();
    }

    /// <summary>Returns a count.</summary>
    public static async Task<IResult> CountAsync(
        HttpContext context, Entity entity, FallbackSearch search, VqlWhere? within, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        return RequestReader.Read(context.FiltersOf(entity), context.Request.Query, faults, within) is { } request
            ? await AnswerCountAsync(context, search, request, cancellationToken)
            : Problems.Of(faults);
    }

    /// <summary>Returns the count of a request.</summary>
    public static async Task<IResult> AnswerCountAsync(
        HttpContext context, FallbackSearch search, ListRequest request, CancellationToken cancellationToken)
    {
        if (context.Charge(request.Entity, request.Where) is { } problem)
        {
            return problem;
        }

        var answer = await search.CountAsync(request, cancellationToken);
        if (answer.Value is not { } count)
        {
            return Problems.NoEngine();
        }

        var suggestions = count.Count == 0 ? await FindNearAsync(context, request, answer.Provenance, cancellationToken) : null;
        return TypedResults.Json(
            suggestions is null ? count : count with { Meta = new CountMeta(suggestions) }, ApiJson.Readable.CountResponse);
    }

    // The ETag depends on rows, links and total. The other members of meta differ each time.
    private static async Task<TaggedJson> ToPageAsync<TRow, TItem>(
        HttpContext context, ListRequest request, Provenance provenance, SearchResult<TRow> result,
        Func<TRow, IReadOnlyList<string?>> cursorOf, Func<TRow, TItem> map, JsonTypeInfo<CursorPage<TItem>> type,
        CancellationToken cancellationToken)
    {
        var page = Page<TRow>.Of(request, result, cursorOf);
        var meta = new PageMeta(
            result.Total, request.Offset is null ? "cursor" : "limit-offset", "actual", !request.Where.IsEverything,
            request.Ordering ?? RequestReader.FormatOrder(VqlOrder.Default),
            page.Rows.Count, request.Limit, ListRequest.MaxLimit, UsingReplica: false, provenance.Source, provenance.Reason?.ToName(),
            provenance.IndexAsOf, provenance.Took.TotalMilliseconds)
        {
            Suggestions = result.Rows.Count == 0 && request is { Cursor: null, Offset: null or 0 }
                ? await FindNearAsync(context, request, provenance, cancellationToken)
                : null,
            Explain = request.Explain
                ? await context.RequestServices.GetRequiredService<QueryExplainer>()
                    .ExplainAsync(request, [.. page.Rows.Select(cursorOf)], cancellationToken)
                : null,
        };
        var answer = new CursorPage<TItem>(
            page.Next?.Link(context.Request), page.Previous?.Link(context.Request), [.. page.Rows.Select(map)], meta);
        return TaggedJson.Of(answer, type, untagged: "strategy"u8);
    }

    private static Task<IReadOnlyList<FilterSuggestions>?> FindNearAsync(
        HttpContext context, ListRequest request, Provenance provenance, CancellationToken cancellationToken) =>
        context.RequestServices.GetRequiredService<SuggestionSearch>().FindNearAsync(request, provenance, cancellationToken);
}
