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

    /// <summary>One page of hits, in the query's total order, and what else the query asks for.</summary>
    /// <param name="entity">What is searched.</param>
    /// <param name="query">A validated query.</param>
    /// <param name="deadline">When to give up; Elasticsearch is told too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ElasticsearchAnswer<SearchPage>> SearchAsync(
        EntityFields entity, VqlQuery query, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer(4096);
        using (var writer = new Utf8JsonWriter(body, Json))
        {
            DslCompiler.WriteSearch(writer, entity, query);
        }

        var order = VqlOrder.Total(query.OrderBy);
        var path = $"/{entity.Index}/_search?timeout={Math.Max(1, (long)deadline.TotalMilliseconds)}ms";
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
