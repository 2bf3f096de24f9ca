using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vql.Api.Engine.Outcomes;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Engine.Connectra;

/// <summary>A client of Connectra. Failures are outcomes, not exceptions.</summary>
internal sealed class ConnectraClient(HttpClient client, Circuit circuit, ConnectraOptions options, TimeProvider time)
{
    /// <summary>Collects pages of more than one request.</summary>
    public PagedSearch Pages { get; } = new(options.Timeout, time);

    /// <summary>Returns the contacts of a page, each with its cursor.</summary>
    public Task<SearchOutcome<SearchResult<Contact>>> ListContactsAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListAsync(FieldCatalogue.Contacts, query, ConnectraJson.Default.ListBodyContact, row => row.Cursor, cancellationToken);

    /// <summary>Returns the companies of a page, each with its cursor.</summary>
    public Task<SearchOutcome<SearchResult<Company>>> ListCompaniesAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListAsync(FieldCatalogue.Companies, query, ConnectraJson.Default.ListBodyCompany, row => row.Cursor, cancellationToken);

    /// <summary>Returns the UUIDs of rows. More than a page takes several requests.</summary>
    public async Task<SearchOutcome<IReadOnlyList<string>>> ListUuidsAsync(
        EntityFields entity, VqlQuery query, int offset, CancellationToken cancellationToken)
    {
        if (ConnectraReasons.OfUuidOffset(offset) is { } reason)
        {
            return new SearchOutcome<IReadOnlyList<string>>.NotAnswered(reason);
        }

        if (entity.Entity == Entity.Contact)
        {
            var contacts = await Pages.CollectAsync(query, 0, ListContactsAsync, row => row.Cursor!, cancellationToken);
            return contacts.Select(IReadOnlyList<string> (page) => [.. page.Rows.Select(row => row.Uuid)]);
        }

        var companies = await Pages.CollectAsync(query, 0, ListCompaniesAsync, row => row.Cursor!, cancellationToken);
        return companies.Select(IReadOnlyList<string> (page) => [.. page.Rows.Select(row => row.Uuid)]);
    }

    /// <summary>Returns the number of rows that match a query.</summary>
    public Task<SearchOutcome<long>> CountAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken) =>
        SendAsync(
            entity, "/count", new VqlQuery { Where = query.Where }, ConnectraJson.Default.CountBody,
            SearchOutcome<long>? (body) =>
                body is { Success: true, Count: >= 0 and var count } ? new SearchOutcome<long>.Answered(count) : null,
            cancellationToken);

    /// <summary>Returns the number of rows for each value of the facets of a query.</summary>
    public Task<SearchOutcome<IReadOnlyList<FacetCounts>>> CountFacetsAsync(
        EntityFields entity, VqlQuery query, CancellationToken cancellationToken) => SendAsync(
        entity, "/facets", query, ConnectraJson.Default.FacetBody,
        SearchOutcome<IReadOnlyList<FacetCounts>>? (body) =>
            body is { Success: true, Facets: { } facets } && query.Facets.All(facet => facets.ContainsKey(facet.Field))
                ? new SearchOutcome<IReadOnlyList<FacetCounts>>.Answered(
                    [.. query.Facets.Select(facet => new FacetCounts(facet.Field, facets[facet.Field]))])
                : null,
        cancellationToken);

    private Task<SearchOutcome<SearchResult<T>>> ListAsync<T>(
        EntityFields entity, VqlQuery query, JsonTypeInfo<ListBody<T>> type, Func<T, IReadOnlyList<string?>?> cursorOf,
        CancellationToken cancellationToken)
    {
        // A list cannot continue at a row whose cursor does not match the order.
        var cursorLength = VqlOrder.Total(query.OrderBy).Count;
        return SendAsync(
            entity, "/", query, type,
            SearchOutcome<SearchResult<T>>? (body) =>
                body is not { Success: true, Data: { } rows } || !rows.TrueForAll(row => cursorOf(row)?.Count == cursorLength)
                    || (body.Total is null && query.Total) ? null
                : ConnectraReasons.OfDeletedRows(body.Gone ?? 0) is { } reason ? new SearchOutcome<SearchResult<T>>.NotAnswered(reason)
                : new SearchOutcome<SearchResult<T>>.Answered(new SearchResult<T>(rows, body.Total)),
            cancellationToken);
    }

    private async Task<SearchOutcome<T>> SendAsync<TBody, T>(
        EntityFields entity, string route, VqlQuery query, JsonTypeInfo<TBody> type, Func<TBody?, SearchOutcome<T>?> read,
        CancellationToken cancellationToken)
    {
        if (ConnectraReasons.OfQuery(query, entity, options) is { } unsupported)
        {
            return new SearchOutcome<T>.NotAnswered(unsupported);
        }

        if (!await circuit.AllowsAsync(cancellationToken))
        {
            return new SearchOutcome<T>.NotAnswered(FallbackReason.CircuitOpen);
        }

        var isHeavy = QueryCost.Of(entity, query.Conditions) >= QueryCost.Heavy;
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = CreateRequest(entity.Table + route, query);
            request.Options.Set(ConnectraResilience.IsHeavy, isHeavy);
            using var response = await client.SendAsync(request, either.Token);
            if (ConnectraReasons.OfStatus(response.StatusCode) is { } reason)
            {
                return new SearchOutcome<T>.NotAnswered(ConnectraReasons.OfCost(reason, isHeavy));
            }

            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            return read(await JsonSerializer.DeserializeAsync(body, type, either.Token))
                ?? new SearchOutcome<T>.NotAnswered(FallbackReason.BadResponse);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ConnectraReasons.OfException(exception) is not null)
        {
            return new SearchOutcome<T>.NotAnswered(
                ConnectraReasons.OfCost(ConnectraReasons.OfException(exception)!.Value, isHeavy), exception);
        }
    }

    private HttpRequestMessage CreateRequest(string path, VqlQuery query)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(body))
        {
            VqlWriter.Write(writer, query);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseUrl, path))
        {
            Content = new ReadOnlyMemoryContent(body.WrittenMemory)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        if (options.ApiKey is { } key)
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        }

        return request;
    }
}
