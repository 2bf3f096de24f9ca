using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Buffers;
using Vql.Storage.Dsl;

namespace Vql.Storage.Elasticsearch;

/// <summary>Executes VQL queries on Elasticsearch.</summary>
public sealed class SearchClient(ISearchTransport transport, TimeProvider time)
{
    private static readonly JsonWriterOptions Json = new() { SkipValidation = true };

    private readonly Exchange _exchange = new(transport, time);
    private readonly PointClient _points = new(transport, time);

    /// <summary>
    /// Returns a page of hits in the query's total order, with the total, the facets and the highlights that the query
    /// requests. A requested point in time is opened with the first page and closed with the last one.
    /// </summary>
    /// <param name="entity">The entity to search.</param>
    /// <param name="query">A validated query.</param>
    /// <param name="deadline">The request timeout, which is also sent to Elasticsearch.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ElasticsearchAnswer<SearchPage>> SearchAsync(
        EntityFields entity, VqlQuery query, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (query.PointInTime is not { } point)
        {
            return await SearchPageAsync(entity, query, deadline, cancellationToken);
        }

        if (point.Id is null)
        {
            var opened = await _points.OpenAsync(entity, point.KeepAlive, deadline, cancellationToken);
            if (!opened.Succeeded)
            {
                return new ElasticsearchAnswer<SearchPage>(null, opened.Failure);
            }

            query = query with { PointInTime = point with { Id = opened.Value } };
        }

        var answer = await SearchPageAsync(entity, query, deadline, cancellationToken);
        if (point.Id is not null && answer.Failure is { Kind: ElasticsearchFailureKind.Rejected } failure)
        {
            // The query is validated, so Elasticsearch can reject only the client's point in time.
            return new ElasticsearchAnswer<SearchPage>(null, failure with { Kind = ElasticsearchFailureKind.PointInTimeGone });
        }

        var isLast = answer.Succeeded ? answer.Value.Hits.Count < query.EffectiveLimit : point.Id is null;
        if (!isLast)
        {
            return answer;
        }

        await _points.CloseAsync(answer.Value?.PointInTime ?? query.PointInTime!.Id!);
        return answer.Succeeded ? new ElasticsearchAnswer<SearchPage>(answer.Value with { PointInTime = null }, null) : answer;
    }

    private async Task<ElasticsearchAnswer<SearchPage>> SearchPageAsync(
        EntityFields entity, VqlQuery query, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer(4096);
        using (var writer = new Utf8JsonWriter(body, Json))
        {
            DslCompiler.WriteSearch(writer, entity, query);
        }

        var order = VqlOrder.Total(query.OrderBy);
        var index = query.PointInTime?.Id is null ? $"/{entity.Index}" : "";
        var path = $"{index}/_search?timeout={Math.Max(1, (long)deadline.TotalMilliseconds)}ms";
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, path, body.Written),
            deadline,
            json => HitReader.Read(json, entity, order, query.Facets),
            cancellationToken);
        return answer.Succeeded ? answer.Value : new ElasticsearchAnswer<SearchPage>(null, answer.Failure);
    }

    /// <summary>Returns the counts of the facets of a query, without hits.</summary>
    /// <param name="entity">The entity to search.</param>
    /// <param name="query">A validated query with facets. Its order and its page are ignored.</param>
    /// <param name="deadline">The request timeout, which is also sent to Elasticsearch.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ElasticsearchAnswer<IReadOnlyList<FacetCounts>>> CountFacetsAsync(
        EntityFields entity, VqlQuery query, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer(4096);
        using (var writer = new Utf8JsonWriter(body, Json))
        {
            DslCompiler.WriteFacets(writer, entity, query);
        }

        var answer = await _exchange.SendAsync(
            new TransportRequest(
                HttpMethod.Post, $"/{entity.Index}/_search?timeout={Math.Max(1, (long)deadline.TotalMilliseconds)}ms", body.Written),
            deadline,
            json => HitReader.Read(json, entity, [], query.Facets),
            cancellationToken);
        var failure = answer.Succeeded ? answer.Value.Failure : answer.Failure;
        return new ElasticsearchAnswer<IReadOnlyList<FacetCounts>>(failure is null ? answer.Value!.Value!.Facets : null, failure);
    }

    /// <summary>Returns the number of documents that match a query.</summary>
    /// <param name="entity">The entity to search.</param>
    /// <param name="query">A validated query.</param>
    /// <param name="deadline">The request timeout.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ElasticsearchAnswer<long>> CountAsync(
        EntityFields entity, VqlQuery query, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer(4096);
        using (var writer = new Utf8JsonWriter(body, Json))
        {
            DslCompiler.WriteCount(writer, entity, query);
        }

        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, $"/{entity.Index}/_count", body.Written),
            deadline,
            HitReader.ReadCount,
            cancellationToken);
        return answer.Succeeded ? answer.Value : new ElasticsearchAnswer<long>(0, answer.Failure);
    }
}

/// <summary>A page of search results.</summary>
public sealed record SearchPage
{
    /// <summary>The hits, in the query's total order.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>The total number of matches, if it was requested.</summary>
    public SearchTotal? Total { get; init; }

    /// <summary>The id of the point in time for the request of the next page. Null for none.</summary>
    public string? PointInTime { get; init; }

    /// <summary>The requested facets, in their order.</summary>
    public IReadOnlyList<FacetCounts> Facets { get; init; } = [];
}

/// <summary>The total number of matches.</summary>
/// <param name="Value">The number.</param>
/// <param name="IsExact">Whether the number is exact. Otherwise, it is a lower bound.</param>
public readonly record struct SearchTotal(long Value, bool IsExact);

/// <summary>A search hit.</summary>
/// <param name="Uuid">The UUID of the row.</param>
/// <param name="Sort">The sort values, which are the cursor of the next page. Null for a missing value.</param>
public readonly record struct SearchHit(string Uuid, IReadOnlyList<string?> Sort)
{
    /// <summary>
    /// The highlighted values by field, one JSON object, with matching words between <c>&lt;em&gt;</c> and <c>&lt;/em&gt;</c>.
    /// Empty without highlights.
    /// </summary>
    public ReadOnlyMemory<byte> Highlight { get; init; }
}
