using System.Diagnostics;
using System.Text.Json;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Aggregations;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Highlighting;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Searching;

/// <summary>Runs searches and counts, and writes the responses in the format of Elasticsearch.</summary>
internal static class SearchRunner
{
    private static readonly HashSet<string> Stored = [LuceneDocument.Id, LuceneDocument.Source];

    /// <summary>Runs a search, and writes its response.</summary>
    /// <param name="index">The index.</param>
    /// <param name="searcher">The snapshot to search.</param>
    /// <param name="request">The request.</param>
    /// <param name="deadline">The end of the search.</param>
    /// <param name="writer">Receives the response.</param>
    /// <param name="scroll">The scroll that the search continues. Null for none.</param>
    public static void Run(
        SearchIndex index, IndexSearcher searcher, SearchRequest request, SearchDeadline deadline, Utf8JsonWriter writer,
        Scroll? scroll = null)
    {
        var started = Stopwatch.GetTimestamp();
        var (top, isComplete) = Find(searcher, request, scroll?.Last ?? request.After, deadline);
        var scored = request.Sort is null || request.Sort.UsesScores;
        writer.WriteStartObject();
        if (scroll is not null)
        {
            scroll.Last = top.ScoreDocs.LastOrDefault() ?? scroll.Last;
            writer.WriteString("_scroll_id", scroll.Id);
        }

        if (request.Point is { } point)
        {
            writer.WriteString("pit_id", point.Id);
        }

        writer.WriteNumber("took", (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        writer.WriteBoolean("timed_out", !isComplete);
        WriteShards(writer);
        writer.WriteStartObject("hits");
        if (request.TracksTotal)
        {
            writer.WriteStartObject("total");
            writer.WriteNumber("value", Math.Min(top.TotalHits, request.TotalLimit));
            writer.WriteString("relation", top.TotalHits > request.TotalLimit ? "gte" : "eq");
            writer.WriteEndObject();
        }

        if (request.Sort is null && top.ScoreDocs.Length > 0)
        {
            writer.WriteNumber("max_score", top.MaxScore);
        }
        else
        {
            writer.WriteNull("max_score");
        }

        writer.WriteStartArray("hits");
        var words = request.Highlight?.Prepare(index.State.Mapping, request.Query, searcher.IndexReader);
        foreach (var hit in top.ScoreDocs.Skip(request.From))
        {
            WriteHit(index, searcher, request, hit, scored, words, writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        if (request.Aggregations.Count > 0)
        {
            writer.WriteStartObject("aggregations");
            Aggregation.Write(writer, request.Aggregations, searcher, request.Query);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Counts the matches of a query, and writes the response.</summary>
    public static void Count(SearchIndex index, Query query, SearchDeadline deadline, Utf8JsonWriter writer)
    {
        var counter = new TotalHitCountCollector();
        index.Search(searcher => DeadlineCollector.Search(searcher, query, counter, deadline));
        writer.WriteStartObject();
        writer.WriteNumber("count", counter.TotalHits);
        WriteShards(writer);
        writer.WriteEndObject();
    }

    public static void WriteShards(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", 1);
        writer.WriteNumber("successful", 1);
        writer.WriteNumber("skipped", 0);
        writer.WriteNumber("failed", 0);
        writer.WriteEndObject();
    }

    private static (TopDocs Top, bool IsComplete) Find(
        IndexSearcher searcher, SearchRequest request, ScoreDoc? after, SearchDeadline deadline)
    {
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
                trackDocScores: sort.UsesScores, trackMaxScore: sort.UsesScores, docsScoredInOrder: false);
            isComplete = DeadlineCollector.Search(searcher, request.Query, collector, deadline);
            top = collector.GetTopDocs();
        }
        else
        {
            var collector = TopScoreDocCollector.Create(count, after, docsScoredInOrder: false);
            isComplete = DeadlineCollector.Search(searcher, request.Query, collector, deadline);
            top = collector.GetTopDocs();
        }

        return (request.Size == 0 ? new TopDocs(top.TotalHits, [], top.MaxScore) : top, isComplete);
    }

    private static void WriteHit(
        SearchIndex index, IndexSearcher searcher, SearchRequest request, ScoreDoc hit, bool scored,
        IReadOnlyList<(FieldMapping, WordFinder)>? words, Utf8JsonWriter writer)
    {
        var document = request.LoadsStored ? searcher.Doc(hit.Doc, Stored) : null;
        writer.WriteStartObject();
        writer.WriteString("_index", index.State.Name);
        if (document is not null)
        {
            writer.WriteString("_id", document.Get(LuceneDocument.Id));
        }

        if (request.WithVersion)
        {
            writer.WriteNumber("_version", ValueOf(searcher, hit.Doc, LuceneDocument.Version));
        }

        if (request.WithSequenceNumber)
        {
            writer.WriteNumber("_seq_no", ValueOf(searcher, hit.Doc, LuceneDocument.SequenceNumber));
            writer.WriteNumber("_primary_term", WriteOptions.OnlyPrimaryTerm);
        }

        if (scored)
        {
            writer.WriteNumber("_score", hit.Score);
        }
        else
        {
            writer.WriteNull("_score");
        }

        if (request.Source.IsWanted && document is not null)
        {
            writer.WritePropertyName("_source");
            request.Source.Write(writer, SourceOf(document.GetBinaryValue(LuceneDocument.Source)));
        }

        if (words is not null && document is not null)
        {
            request.Highlight!.Write(writer, index.State.Mapping, words, SourceOf(document.GetBinaryValue(LuceneDocument.Source)));
        }

        if (hit is FieldDoc sorted)
        {
            request.Sort!.WriteValues(writer, sorted);
        }

        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> SourceOf(BytesRef bytes) => bytes.Bytes.AsMemory(bytes.Offset, bytes.Length);

    private static long ValueOf(IndexSearcher searcher, int document, string field)
    {
        var leaves = searcher.IndexReader.Leaves;
        var leaf = leaves[Lucene.Net.Index.ReaderUtil.SubIndex(document, leaves)];
        return leaf.AtomicReader.GetNumericDocValues(field)?.Get(document - leaf.DocBase) ?? 0;
    }
}
