using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Highlighting;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Searching;

/// <summary>Writes the hits of an index.</summary>
internal sealed class HitWriter(SearchedIndex index, SearchRequest request)
{
    private static readonly HashSet<string> Stored = [LuceneDocument.Id, LuceneDocument.Source, LuceneDocument.Ignored];

    private readonly IReadOnlyList<PreparedHighlight>? _words =
        request.Highlight?.Prepare(index.Index.State.Mapping, request.Query, index.Searcher.IndexReader);

    private readonly HitFields _fields = new(
        index.Index.State.Name, index.Index.State.Mapping, request.DocValueFields, request.Fields);

    private readonly Dictionary<string, Weight> _named = request.NamedQueries.ToDictionary(
        named => named.Key, named => index.Searcher.CreateNormalizedWeight(named.Value));

    private readonly bool _scored = request.Sort is null || request.Sort.UsesScores || request.TracksScores;

    public void Write(Utf8JsonWriter writer, ScoreDoc hit)
    {
        var document = request.LoadsStored ? index.Searcher.Doc(hit.Doc, Stored) : null;
        writer.WriteStartObject();
        if (request.WithExplanation)
        {
            writer.WriteString("_shard", $"[{index.Index.State.Name}][0]");
            writer.WriteString("_node", NodeIdentity.Id);
        }

        writer.WriteString("_index", index.Index.State.Name);
        if (document is not null)
        {
            writer.WriteString("_id", document.Get(LuceneDocument.Id));
        }

        if (request.WithVersion)
        {
            writer.WriteNumber("_version", ValueOf(hit.Doc, LuceneDocument.Version));
        }

        if (request.WithSequenceNumber)
        {
            writer.WriteNumber("_seq_no", ValueOf(hit.Doc, LuceneDocument.SequenceNumber));
            writer.WriteNumber("_primary_term", WriteOptions.OnlyPrimaryTerm);
        }

        if (_scored && !float.IsNaN(hit.Score))
        {
            writer.WriteNumber("_score", hit.Score);
        }
        else
        {
            writer.WriteNull("_score");
        }

        if (document?.GetValues(LuceneDocument.Ignored) is { Length: > 0 } ignored)
        {
            writer.WriteStartArray("_ignored");
            Array.ForEach([.. ignored.Distinct()], writer.WriteStringValue);
            writer.WriteEndArray();
        }

        if (request.Source.IsWanted && document is not null)
        {
            writer.WritePropertyName("_source");
            request.Source.Write(writer, SourceOf(document.GetBinaryValue(LuceneDocument.Source)));
        }

        if (_fields.IsWanted)
        {
            var leaf = LeafOf(hit.Doc);
            _fields.Write(writer, leaf.AtomicReader, hit.Doc - leaf.DocBase, document?.Get(LuceneDocument.Id),
                document is null ? default : SourceOf(document.GetBinaryValue(LuceneDocument.Source)));
        }

        if (_words is not null && document is not null)
        {
            Highlight.Write(writer, index.Index.State.Mapping, _words, SourceOf(document.GetBinaryValue(LuceneDocument.Source)));
        }

        WriteMatchedQueries(writer, hit.Doc);
        if (hit is FieldDoc sorted)
        {
            request.Sort!.WriteValues(writer, sorted, hit.ShardIndex);
        }

        if (request.WithExplanation)
        {
            writer.WritePropertyName("_explanation");
            Explanations.Describe(index.Searcher.Explain(request.Query, hit.Doc)).WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> SourceOf(BytesRef bytes) => bytes.Bytes.AsMemory(bytes.Offset, bytes.Length);

    private void WriteMatchedQueries(Utf8JsonWriter writer, int document)
    {
        var matched = _named.Where(named => Matches(named.Value, document)).Select(named => named.Key).ToList();
        if (matched.Count > 0)
        {
            writer.WriteStartArray("matched_queries");
            matched.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }
    }

    private bool Matches(Weight weight, int document)
    {
        var leaf = LeafOf(document);
        var scorer = weight.GetScorer(leaf, acceptDocs: null);
        return scorer is not null && scorer.Advance(document - leaf.DocBase) == document - leaf.DocBase;
    }

    private long ValueOf(int document, string field)
    {
        var leaf = LeafOf(document);
        return leaf.AtomicReader.GetNumericDocValues(field)?.Get(document - leaf.DocBase) ?? 0;
    }

    private AtomicReaderContext LeafOf(int document)
    {
        var leaves = index.Searcher.IndexReader.Leaves;
        return leaves[ReaderUtil.SubIndex(document, leaves)];
    }
}
