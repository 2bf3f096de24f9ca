using System.Globalization;
using Vql.Api.Answers;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Requests;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Engine;

/// <summary>Answers queries through Connectra, or through PostgreSQL with the same query.</summary>
internal sealed class FallbackSearch(ConnectraClient connectra, PostgresSearch postgres, SearchExecutor executor)
{
    /// <summary>Returns the contacts of a page, and one more when a page follows.</summary>
    public Task<SearchAnswer<SearchResult<Contact>>> ListContactsAsync(ListRequest request, CancellationToken cancellationToken) =>
        ListAsync(
            request, connectra.ListContactsAsync, postgres.ListContactsAsync, row => row.Uuid, row => row.Cursor!, cancellationToken);

    /// <summary>Returns the companies of a page, and one more when a page follows.</summary>
    public Task<SearchAnswer<SearchResult<Company>>> ListCompaniesAsync(ListRequest request, CancellationToken cancellationToken) =>
        ListAsync(
            request, connectra.ListCompaniesAsync, postgres.ListCompaniesAsync, row => row.Uuid, row => row.Cursor!, cancellationToken);

    /// <summary>Returns the number of rows that match the filters.</summary>
    public Task<SearchAnswer<CountResponse>> CountAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var query = new VqlQuery { Where = request.Where };
        return executor.ExecuteAsync(
            new SearchCall<CountResponse>(
                request.Entity.Entity, "count", query,
                async token => (await connectra.CountAsync(request.Entity, query, token)).Select(count => new CountResponse(count)),
                async token => new CountResponse(await postgres.CountAsync(request.Entity, query, token)),
                answer => [answer.Count.ToString(CultureInfo.InvariantCulture)], answer => answer.Count),
            cancellationToken);
    }

    /// <summary>Returns the UUIDs of the rows that match the filters, newest rows first.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="where">The filters.</param>
    /// <param name="offset">The number of rows to skip.</param>
    /// <param name="limit">The maximum number of UUIDs, up to <see cref="ListRequest.MaxLimit"/>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public Task<SearchAnswer<IReadOnlyList<string>>> ListUuidsAsync(
        EntityFields entity, VqlWhere where, int offset, int limit, CancellationToken cancellationToken)
    {
        var query = new VqlQuery { Where = where, OrderBy = VqlOrder.Total([]), SelectColumns = ["uuid"], Limit = limit };
        return executor.ExecuteAsync(
            new SearchCall<IReadOnlyList<string>>(
                entity.Entity, "uuids", query, token => connectra.ListUuidsAsync(entity, query, offset, token),
                token => postgres.ListUuidsAsync(entity, query, offset, token), uuids => uuids, uuids => uuids.Count),
            cancellationToken);
    }

    /// <summary>Returns the number of rows for each value of the facets, the most frequent values first.</summary>
    public Task<SearchAnswer<IReadOnlyList<FacetCounts>>> CountFacetsAsync(FacetRequest request, CancellationToken cancellationToken)
    {
        var queries = request.ToQueries();
        return executor.ExecuteAsync(
            new SearchCall<IReadOnlyList<FacetCounts>>(
                request.Entity.Entity, "facets", queries[0],
                async token =>
                {
                    var counts = new List<FacetCounts>();
                    foreach (var query in queries)
                    {
                        var outcome = await connectra.CountFacetsAsync(request.Entity, query, token);
                        if (outcome is not SearchOutcome<IReadOnlyList<FacetCounts>>.Answered(var facets))
                        {
                            return outcome;
                        }

                        counts.AddRange(facets);
                    }

                    return new SearchOutcome<IReadOnlyList<FacetCounts>>.Answered(counts);
                },
                async token =>
                {
                    var counts = new List<FacetCounts>();
                    foreach (var query in queries)
                    {
                        counts.AddRange(await postgres.CountFacetsAsync(request.Entity, query, token));
                    }

                    return counts;
                },
                counts => [.. counts.SelectMany(facet => facet.Values.Select(value => $"{facet.Field} {value.Value} {value.Count}"))],
                counts => counts.Sum(facet => facet.Values.Count)),
            cancellationToken);
    }

    private Task<SearchAnswer<SearchResult<T>>> ListAsync<T>(
        ListRequest request, Func<VqlQuery, CancellationToken, Task<SearchOutcome<SearchResult<T>>>> search,
        Func<VqlQuery, int, CancellationToken, Task<IReadOnlyList<T>>> read, Func<T, string> uuidOf,
        Func<T, IReadOnlyList<string?>> cursorOf, CancellationToken cancellationToken)
    {
        var query = request.ToQuery() with { Limit = request.Limit + 1 };
        var offset = request.Offset ?? 0;
        return executor.ExecuteAsync(
            new SearchCall<SearchResult<T>>(
                request.Entity.Entity, "list", query, token => connectra.Pages.CollectAsync(query, offset, search, cursorOf, token),
                async token => new SearchResult<T>(
                    await read(query, offset, token),
                    request.Total ? RowTotal.Exactly(await postgres.CountAsync(request.Entity, query, token)) : null),
                page => [.. page.Rows.Select(uuidOf), $"{page.Total}"], page => Math.Min(page.Rows.Count, request.Limit)),
            cancellationToken);
    }
}
