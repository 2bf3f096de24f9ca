using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>Asks Elasticsearch VQL queries.</summary>
public sealed class SearchClient(ISearchTransport transport, TimeProvider time)
{
    private static readonly JsonWriterOptions Json = new() { SkipValidation = true };

    private readonly Exchange _exchange = new(transport, time);
    private readonly PointClient _points = new(transport, time);

    /// <summary>
    /// One page of hits, in the query's total order, and what else the query asks for. A point in time that the
    /// query wants is opened with the first page, and closed with the last.
    /// </summary>
    /// <param name="entity">What is searched.</param>
    /// <param name="query">A validated query.</param>
    /// <param name="deadline">When to give up; Elasticsearch is told too.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
            // The query was checked: only the point in time that came with it can be at fault.
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
        var path = $"{(query.PointInTime?.Id is null ? $"/{entity.Index}" : "")}/_search?timeout={Math.Max(1, (long)deadline.TotalMilliseconds)}ms";
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, path, body.Written), deadline, json => HitReader.Read(json, entity, order), cancellationToken);
        return answer.Succeeded ? answer.Value : new ElasticsearchAnswer<SearchPage>(null, answer.Failure);
    }

    /// <summary>How many documents match.</summary>
    /// <param name="entity">What is searched.</param>
    /// <param name="query">A validated query.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ElasticsearchAnswer<long>> CountAsync(
        EntityFields entity, VqlQuery query, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer(4096);
        using (var writer = new Utf8JsonWriter(body, Json))
        {
            DslCompiler.WriteCount(writer, entity, query);
        }

        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, $"/{entity.Index}/_count", body.Written), deadline, HitReader.ReadCount, cancellationToken);
        return answer.Succeeded ? answer.Value : new ElasticsearchAnswer<long>(0, answer.Failure);
    }
}

/// <summary>What a search found.</summary>
public sealed record SearchPage
{
    /// <summary>The hits, in the query's total order.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>How many documents match in all, where that was asked for.</summary>
    public SearchTotal? Total { get; init; }

    /// <summary>What the next page of a list of one moment is asked with; null when there is none.</summary>
    public string? PointInTime { get; init; }

    /// <summary>The facets that were asked for, in their order.</summary>
    public IReadOnlyList<FacetCounts> Facets { get; init; } = [];
}

/// <summary>How many documents match.</summary>
/// <param name="Value">The number.</param>
/// <param name="IsExact">Whether it is that number, rather than at least that.</param>
public readonly record struct SearchTotal(long Value, bool IsExact);

/// <summary>A document found.</summary>
/// <param name="Uuid">Its row's uuid.</param>
/// <param name="Sort">Its place in the total order: the cursor that goes on after it. Null stands for a missing value.</param>
public readonly record struct SearchHit(string Uuid, IReadOnlyList<string?> Sort)
{
    /// <summary>By field, its values with the matching words between <c>&lt;em&gt;</c> and <c>&lt;/em&gt;</c>, one JSON object; empty when nothing is marked.</summary>
    public ReadOnlyMemory<byte> Highlight { get; init; }
}
