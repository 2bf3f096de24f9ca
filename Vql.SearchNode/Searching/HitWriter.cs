using System.Text.Json;
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
    private static readonly HashSet<string> Stored = [LuceneDocument.Id, LuceneDocument.Source];

    private readonly IReadOnlyList<PreparedHighlight>? _words =
        request.Highlight?.Prepare(index.Index.State.Mapping, request.Query, index.Searcher.IndexReader);

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

        if (request.Source.IsWanted && document is not null)
        {
            writer.WritePropertyName("_source");
            request.Source.Write(writer, SourceOf(document.GetBinaryValue(LuceneDocument.Source)));
        }

        if (_words is not null && document is not null)
        {
            Highlight.Write(writer, index.Index.State.Mapping, _words, SourceOf(document.GetBinaryValue(LuceneDocument.Source)));
        }

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

    private long ValueOf(int document, string field)
    {
        var leaves = index.Searcher.IndexReader.Leaves;
        var leaf = leaves[Lucene.Net.Index.ReaderUtil.SubIndex(document, leaves)];
        return leaf.AtomicReader.GetNumericDocValues(field)?.Get(document - leaf.DocBase) ?? 0;
    }
}
