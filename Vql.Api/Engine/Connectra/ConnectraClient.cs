using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Vql.Api.Answers;
using Vql.Api.Engine.Outcomes;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Engine.Connectra;

/// <summary>Asks Connectra. Whatever goes wrong comes back as a reason, never as an exception.</summary>
internal sealed class ConnectraClient(HttpClient client, ConnectraOptions options, TimeProvider time)
{
    /// <summary>Contacts of one page, each with its cursor.</summary>
    public Task<VqlOutcome<SearchResult<Contact>>> ListContactsAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListAsync(FieldCatalogue.Contacts, query, AnswerJson.Default.ListAnswerContact, row => row.Cursor, cancellationToken);

    /// <summary>Companies of one page, each with its cursor.</summary>
    public Task<VqlOutcome<SearchResult<Company>>> ListCompaniesAsync(VqlQuery query, CancellationToken cancellationToken) =>
        ListAsync(FieldCatalogue.Companies, query, AnswerJson.Default.ListAnswerCompany, row => row.Cursor, cancellationToken);

    /// <summary>The uuids of rows, more of them than a page holds by several requests.</summary>
    public async Task<VqlOutcome<IReadOnlyList<string>>> ListUuidsAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        if (entity.Entity == Entity.Contact)
        {
            var contacts = await PagedSearch.CollectAsync(query, 0, ListContactsAsync, row => row.Cursor!, time, cancellationToken);
            return new VqlOutcome<IReadOnlyList<string>>(
                contacts.Value?.Rows.Select(row => row.Uuid).ToList(), contacts.Reason, contacts.Cause);
        }

        var companies = await PagedSearch.CollectAsync(query, 0, ListCompaniesAsync, row => row.Cursor!, time, cancellationToken);
        return new VqlOutcome<IReadOnlyList<string>>(
            companies.Value?.Rows.Select(row => row.Uuid).ToList(), companies.Reason, companies.Cause);
    }

    /// <summary>How many rows a query finds.</summary>
    public Task<VqlOutcome<long>> CountAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken) =>
        AskAsync(
            entity, "/count", new VqlQuery { Where = query.Where }, AnswerJson.Default.CountAnswer,
            VqlOutcome<long>? (answer) => answer is { Success: true, Count: >= 0 and var count } ? new VqlOutcome<long>(count, null) : null,
            cancellationToken);

    /// <summary>How many rows have each value of the facets that a query asks for.</summary>
    public Task<VqlOutcome<IReadOnlyList<FacetCounts>>> CountFacetsAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken) =>
        AskAsync(
            entity, "/", query with { Limit = 1, SelectColumns = [VqlOrder.Tiebreaker] }, AnswerJson.Default.FacetAnswer,
            VqlOutcome<IReadOnlyList<FacetCounts>>? (answer) =>
                answer is { Success: true, Facets: { } facets } && query.Facets.All(facet => facets.ContainsKey(facet.Field))
                    ? new VqlOutcome<IReadOnlyList<FacetCounts>>([.. query.Facets.Select(facet => new FacetCounts(facet.Field, facets[facet.Field]))], null)
                    : null,
            cancellationToken);

    private Task<VqlOutcome<SearchResult<T>>> ListAsync<T>(
        EntityFields entity, VqlQuery query, JsonTypeInfo<ListAnswer<T>> type, Func<T, IReadOnlyList<string?>?> cursorOf,
        CancellationToken cancellationToken)
    {
        // A row whose cursor does not fit the order could not be gone on from. And a page that lacks rows, since the
        // index still holds what is gone from the tables, would be taken for the last one.
        var places = VqlOrder.Total(query.OrderBy).Count;
        return AskAsync(entity, "/", query, type, VqlOutcome<SearchResult<T>>? (answer) =>
            answer is { Success: true, Data: { } rows } && rows.TrueForAll(row => cursorOf(row)?.Count == places) && (answer.Total is not null || !query.Total)
                ? answer.Gone > 0 ? new VqlOutcome<SearchResult<T>>(null, FallbackReason.IndexBehind) : new VqlOutcome<SearchResult<T>>(new SearchResult<T>(rows, answer.Total), null)
                : null, cancellationToken);
    }

    private async Task<VqlOutcome<T>> AskAsync<TAnswer, T>(
        EntityFields entity, string route, VqlQuery query, JsonTypeInfo<TAnswer> type, Func<TAnswer?, VqlOutcome<T>?> read, CancellationToken cancellationToken)
    {
        if (query.NeedsTables(entity) || (options.IsGoService && (query.Where.IsExtended || query.Total || query.Facets.Count > 0)))
        {
            return new VqlOutcome<T>(default, FallbackReason.Unsupported);
        }

        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = Request(entity.Table + route, query);
            using var response = await client.SendAsync(request, either.Token);
            if (ReasonOf(response.StatusCode) is { } reason)
            {
                return new VqlOutcome<T>(default, reason);
            }

            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            return read(await JsonSerializer.DeserializeAsync(body, type, either.Token)) ?? new VqlOutcome<T>(default, FallbackReason.BadResponse);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ReasonOf(exception) is not null)
        {
            return new VqlOutcome<T>(default, ReasonOf(exception), exception);
        }
    }

    private HttpRequestMessage Request(string path, VqlQuery query)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(body))
        {
            VqlWriter.Write(writer, query);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseUrl, path))
        {
            Content = new ReadOnlyMemoryContent(body.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (options.ApiKey is { } key)
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        }

        return request;
    }

    private static string? ReasonOf(HttpStatusCode status) => (int)status switch
    {
        200 => null,
        401 or 403 => FallbackReason.Unauthorized,
        429 => FallbackReason.RateLimited,
        504 => FallbackReason.Timeout,
        >= 500 => FallbackReason.ServerError,
        >= 400 => FallbackReason.Rejected,
        _ => FallbackReason.BadResponse,
    };

    private static string? ReasonOf(Exception exception) => exception switch
    {
        BrokenCircuitException => FallbackReason.CircuitOpen,
        TimeoutRejectedException or OperationCanceledException => FallbackReason.Timeout,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded or HttpRequestError.ConfigurationLimitExceeded } => FallbackReason.BadResponse,
        HttpRequestException or IOException => FallbackReason.Unreachable,
        JsonException => FallbackReason.BadResponse,
        _ => null,
    };
}

internal sealed record ListAnswer<T>(List<T>? Data, RowTotal? Total, int? Gone, bool Success);

internal sealed record CountAnswer(long? Count, bool Success);

internal sealed record FacetAnswer(IReadOnlyDictionary<string, IReadOnlyList<FacetCount>>? Facets, bool Success);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ListAnswer<Contact>))]
[JsonSerializable(typeof(ListAnswer<Company>))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(FacetAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
