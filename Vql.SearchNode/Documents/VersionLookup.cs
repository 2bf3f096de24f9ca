using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Vql.SearchNode.Documents;

/// <summary>Looks up the version of a document by its id in an open reader.</summary>
internal static class VersionLookup
{
    public static DocumentVersion? Find(IndexReader reader, string id)
    {
        var bytes = new BytesRef(id);
        foreach (var leaf in reader.Leaves)
        {
            var documents = leaf.AtomicReader.GetTermDocsEnum(new Term(LuceneDocument.Id, bytes));
            if (documents is not null && documents.NextDoc() is var document && document != DocIdSetIterator.NO_MORE_DOCS)
            {
                // Documents of older indices have no sequence number.
                return new DocumentVersion(
                    leaf.AtomicReader.GetNumericDocValues(LuceneDocument.Version).Get(document),
                    leaf.AtomicReader.GetNumericDocValues(LuceneDocument.SequenceNumber)?.Get(document) ?? 0,
                    IsDeleted: false,
                    At: 0);
            }
        }

        return null;
    }
}
