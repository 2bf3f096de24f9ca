using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Search;
using Vql.SearchNode.Aggregations;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Searching;

/// <summary>Runs searches and counts on one or several indices, and writes the responses in the format of Elasticsearch.</summary>
internal sealed class SearchRunner(
    IReadOnlyList<SearchedIndex> indices, JsonElement body, DateTimeOffset now, ResponseFormat format) : IDisposable
{
    private readonly List<SearchRequest> _requests = [];

    // An account without indices is never used.
    private readonly MemoryAccount _memory =
        (indices.Count > 0 ? indices[0].Index.Memory : new MemoryBreaker(MemoryBreaker.DefaultLimit)).Open();

    /// <summary>The names of further indices, which could not be opened.</summary>
    public IReadOnlyList<string> Unavailable { get; init; } = [];

    public void Dispose() => _memory.Dispose();

    /// <summary>Runs a search, and writes its response.</summary>
    /// <param name="deadline">The end of the search.</param>
    /// <param name="writer">Receives the response.</param>
    /// <param name="scroll">The scroll that the search continues. Null for none.</param>
    /// <exception cref="NodeException">The request is invalid.</exception>
    public void Run(SearchDeadline deadline, Utf8JsonWriter writer, Scroll? scroll = null)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var index in indices)
        {
            OnIndex(index, () => Aggregation.Check(Aggregation.ReadAll(body), ReaderOf(index, deadline)));
        }

        ReadRequests(deadline);
        var first = _requests.Count > 0 ? _requests[0] : ReadForNoIndex();
        var found = indices.Select((index, number) => OnIndex(index, () =>
            Find(number, _requests[number].HitsQuery, scroll, deadline))).ToList();
        var hits = Merge(found.ConvertAll(result => result.Top), first);
        foreach (var hit in scroll is null ? [] : hits)
        {
            scroll!.Last[hit.ShardIndex] = hit;
        }

        writer.WriteStartObject();
        if (scroll is not null)
        {
            writer.WriteString("_scroll_id", scroll.Id);
        }

        if (first.Point is { } point)
        {
            writer.WriteString("pit_id", point.Id);
        }

        writer.WriteNumber("took", (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        writer.WriteBoolean("timed_out", found.Exists(result => !result.IsComplete));
        ShardCounts.Write(writer, indices.Count, Unavailable);
        WriteHits(writer, first, found.ConvertAll(result => result.Top), hits);
        WriteAggregations(writer, first);
        writer.WriteEndObject();
    }

    /// <summary>Writes the hits of a search that a filter selects.</summary>
    public void WriteHits(Utf8JsonWriter writer, Filter filter)
    {
        var deadline = new SearchDeadline(null, CancellationToken.None);
        ReadRequests(deadline);
        var found = indices.Select((_, number) => Find(
            number, new FilteredQuery(_requests[number].Query, filter), scroll: null, deadline).Top).ToList();
        WriteHits(writer, _requests[0], found, Merge(found, _requests[0]));
    }

    /// <summary>Counts the matches of the query, and writes the response.</summary>
    /// <param name="deadline">The end of the request.</param>
    /// <param name="writer">Receives the response.</param>
    /// <param name="isBody">Whether the query is the body of the request, and not a parameter.</param>
    public void Count(SearchDeadline deadline, Utf8JsonWriter writer, bool isBody)
    {
        var count = 0L;
        foreach (var index in indices)
        {
            var counter = new TotalHitCountCollector();
            var query = OnIndex(index, () => ReadQuery(ReaderOf(index, deadline), index.Target.Filters, isBody));
            OnIndex(index, () => DeadlineCollector.Search(index.Searcher, query, counter, deadline, _memory));
            count += counter.TotalHits;
        }

        writer.WriteStartObject();
        writer.WriteNumber("count", count);
        ShardCounts.Write(writer, indices.Count, Unavailable);
        writer.WriteEndObject();
    }

    // As in Elasticsearch, all errors of a query that is the whole body have the same type.
    private Query ReadQuery(QueryReader queries, IReadOnlyList<JsonObject> filters, bool isBody)
    {
        try
        {
            return SearchRequest.ReadQuery(body, queries, filters);
        }
        catch (NodeException fault) when (isBody && !fault.IsOfSearch && fault.Type != "parsing_exception")
        {
            throw NodeException.Parsing($"Failed to parse: {fault.Message}");
        }
    }

    private void ReadRequests(SearchDeadline deadline) => _requests.AddRange(indices.Select(index =>
        OnIndex(index, () => SearchRequest.Read(body, ReaderOf(index, deadline), index.Target.Filters))));

    private QueryReader ReaderOf(SearchedIndex index, SearchDeadline deadline) =>
        new(index.Index.State.Mapping, now, deadline.ThrowIfElapsed);

    /// <summary>Runs an action of a search on an index, whose name its errors have.</summary>
    public static T OnIndex<T>(SearchedIndex index, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (NodeException fault) when (fault is { IsOfReduction: false, Index: null } && (fault.IsOfSearch || fault.Status == 429))
        {
            throw fault.OnIndex(index.Index.State.Name);
        }
        catch (BooleanQuery.TooManyClausesException)
        {
            throw NodeException.TooManyClauses(BooleanQuery.MaxClauseCount).OnIndex(index.Index.State.Name);
        }
    }

    /// <summary>Reads the request without an index. Only the errors of the request itself are reported.</summary>
    public SearchRequest ReadForNoIndex()
    {
        try
        {
            return SearchRequest.Read(body, new QueryReader(IndexMapping.Empty, now), []);
        }
        catch (NodeException fault) when (fault.IsOfSearch)
        {
            return SearchRequest.Nothing;
        }
    }

    private (TopDocs Top, bool IsComplete) Find(int number, Query query, Scroll? scroll, SearchDeadline deadline)
    {
        var (searcher, request) = (indices[number].Searcher, _requests[number]);
        var after = scroll?.Last.GetValueOrDefault(number) ?? request.After?.For(number, request.Sort!);
        if (request is { Size: 0, TracksTotal: false })
        {
            return (new TopDocs(0, [], float.NaN), true);
        }

        var count = Math.Max(1, Math.Min(request.From + request.Size, Math.Max(1, searcher.IndexReader.MaxDoc)));
        bool isComplete;
        TopDocs top;
        if (request.Sort is { } sort)
        {
            var collector = TopFieldCollector.Create(sort.Lucene.Rewrite(searcher), count, (FieldDoc?)after, fillFields: true,
                trackDocScores: sort.UsesScores || request.TracksScores, trackMaxScore: sort.UsesScores || request.TracksScores,
                docsScoredInOrder: false);
            isComplete = DeadlineCollector.Search(searcher, query, collector, deadline, _memory);
            top = collector.GetTopDocs();
        }
        else
        {
            var collector = TopScoreDocCollector.Create(count, after, docsScoredInOrder: false);
            isComplete = DeadlineCollector.Search(searcher, query, collector, deadline, _memory);
            top = collector.GetTopDocs();
        }

        return (request.Size == 0 ? new TopDocs(top.TotalHits, [], top.MaxScore) : top, isComplete);
    }

    private static List<ScoreDoc> Merge(List<TopDocs> tops, SearchRequest request)
    {
        var count = request.From + request.Size;
        if (tops.Count == 1)
        {
            foreach (var hit in tops[0].ScoreDocs)
            {
                hit.ShardIndex = 0;
            }

            return [.. tops[0].ScoreDocs.Skip(request.From)];
        }

        return tops.Count == 0 || count == 0
            ? []
            : [.. TopDocs.Merge(request.Sort?.Lucene, count, [.. tops]).ScoreDocs.Skip(request.From)];
    }

    private void WriteTotals(Utf8JsonWriter writer, SearchRequest request, List<TopDocs> tops)
    {
        var total = tops.Sum(top => (long)top.TotalHits);
        if (format.HasPlainTotal)
        {
            // Without another limit, a number is exact.
            writer.WriteNumber("total", request.TracksTotal ? total : -1);
        }
        else if (request.TracksTotal)
        {
            writer.WriteStartObject("total");
            writer.WriteNumber("value", Math.Min(total, request.TotalLimit));
            writer.WriteString("relation", total > request.TotalLimit ? "gte" : "eq");
            writer.WriteEndObject();
        }

        var scored = request.Sort is null || request.TracksScores;
        var scores = tops.Where(top => top.ScoreDocs.Length > 0 && !float.IsNaN(top.MaxScore)).Select(top => top.MaxScore).ToList();
        if (tops.Count == 0)
        {
            writer.WriteNumber("max_score", 0);
        }
        else if (scored && scores.Count > 0)
        {
            writer.WriteNumber("max_score", scores.Max());
        }
        else
        {
            writer.WriteNull("max_score");
        }
    }

    private void WriteHits(Utf8JsonWriter writer, SearchRequest first, List<TopDocs> tops, List<ScoreDoc> hits)
    {
        writer.WriteStartObject("hits");
        WriteTotals(writer, first, tops);
        writer.WriteStartArray("hits");
        var writers = new HitWriter?[indices.Count];
        foreach (var hit in hits)
        {
            var hitWriter = writers[hit.ShardIndex] ??= new HitWriter(indices[hit.ShardIndex], _requests[hit.ShardIndex]);
            hitWriter.Write(writer, hit);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteAggregations(Utf8JsonWriter writer, SearchRequest first)
    {
        if (first.Aggregations.Count == 0 || indices.Count == 0)
        {
            return;
        }

        var requests = indices.Zip(_requests).ToDictionary(
            pair => new AggregatedIndex(pair.First.Searcher, pair.Second.Queries),
            pair => IsExpanded(pair.First, pair.Second.Query) ? pair.Second.Query : new BooleanQuery());
        writer.WriteStartObject("aggregations");
        OnIndex(indices[0], () =>
        {
            Aggregation.Write(writer, first.Aggregations, DocumentSets.Matching(
                [.. requests.Keys], index => requests[index], format.HasTypedKeys) with
            {
                Hits = new TopHits(indices, body, now, format),
                Limit = new BucketLimit(_memory.Reserve),
            });
            return true;
        });
        writer.WriteEndObject();
    }

    // The terms that a query stands for may not have been found before the timeout of the search.
    private static bool IsExpanded(SearchedIndex index, Query query)
    {
        try
        {
            index.Searcher.Rewrite(query);
            return true;
        }
        catch (DeadlineException)
        {
            return false;
        }
    }
}
