using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Vql.SearchNode.Documents;

/// <summary>A document as it was indexed.</summary>
internal sealed record StoredDocument(string Id, long Version, long SequenceNumber, ReadOnlyMemory<byte> Source)
{
    /// <summary>Finds a document by its id. Returns null if the reader does not contain it.</summary>
    public static StoredDocument? Find(IndexSearcher searcher, string id)
    {
        if (VersionLookup.Find(searcher.IndexReader, id) is not { } version)
        {
            return null;
        }

        var top = searcher.Search(new TermQuery(new Term(LuceneDocument.Id, id)), 1);
        var source = searcher.Doc(top.ScoreDocs[0].Doc).GetBinaryValue(LuceneDocument.Source);
        return new StoredDocument(id, version.Number, version.SequenceNumber, source.Bytes.AsMemory(source.Offset, source.Length));
    }
}
