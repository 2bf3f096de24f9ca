using System.Text.Json;

namespace Vql.SearchNode.Aggregations;

/// <summary>The documents with a value. The documents are kept only for sub-aggregations.</summary>
/// <param name="keepsDocuments">Whether there are sub-aggregations.</param>
internal sealed class Bucket(bool keepsDocuments)
{
    private readonly Dictionary<SegmentDocuments, List<int>> _documents = [];
    private SegmentDocuments? _segment;
    private List<int> _last = [];

    /// <summary>The number of documents.</summary>
    public long Count { get; private set; }

    public void Add(SegmentDocuments segment, int document)
    {
        Count++;
        if (!keepsDocuments)
        {
            return;
        }

        if (_segment != segment)
        {
            _segment = segment;
            if (!_documents.TryGetValue(segment, out var documents))
            {
                _documents[segment] = documents = [];
            }

            _last = documents;
        }

        _last.Add(document);
    }

    /// <summary>Adds a number of documents that are not kept.</summary>
    public void Add(long count) => Count += count;

    /// <summary>Returns the documents.</summary>
    public DocumentSets Documents(DocumentSets outer) =>
        outer.Selected([.. _documents.Select(pair => pair.Key with { Documents = pair.Value })]);
}

/// <summary>The maximum number of buckets of a search.</summary>
/// <param name="reserve">Reserves memory for buckets, in bytes. Null for no limit.</param>
internal sealed class BucketLimit(Action<long>? reserve = null)
{
    // An estimate of a bucket with its key and its entry in a table. Memory is reserved for several of them at once.
    private const long BytesOfBucket = 256;
    private const int Batch = 256;

    private int _created;

    /// <summary>The default of <c>search.max_buckets</c>.</summary>
    public const int Max = 65_536;

    private int _count;

    /// <summary>Returns a new bucket.</summary>
    /// <exception cref="NodeException">There is not enough memory.</exception>
    public Bucket NewBucket(bool keepsDocuments)
    {
        if (_created++ % Batch == 0)
        {
            reserve?.Invoke(Batch * BytesOfBucket);
        }

        return new Bucket(keepsDocuments);
    }

    /// <exception cref="NodeException">There are too many buckets.</exception>
    public void Count()
    {
        if (++_count > Max)
        {
            throw NodeException.TooManyBuckets(Max);
        }
    }
}

/// <summary>Writes buckets.</summary>
internal static class Buckets
{
    /// <summary>Writes the number of documents of a bucket and its sub-aggregations.</summary>
    public static void WriteContent(Utf8JsonWriter writer, Bucket bucket, DocumentSets outer, IReadOnlyList<Aggregation> children)
    {
        writer.WriteNumber("doc_count", bucket.Count);
        if (children.Count > 0)
        {
            Aggregation.Write(writer, children, bucket.Documents(outer));
        }
    }

    /// <summary>Begins a list of buckets, or an object with the buckets by their keys.</summary>
    public static void Start(Utf8JsonWriter writer, bool isKeyed)
    {
        if (isKeyed)
        {
            writer.WriteStartObject("buckets");
        }
        else
        {
            writer.WriteStartArray("buckets");
        }
    }

    /// <summary>Begins a bucket.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="key">Its name. Null for a bucket of a list.</param>
    /// <param name="documents">The documents that are aggregated, whose search has a maximum number of buckets.</param>
    /// <exception cref="NodeException">The search has too many buckets.</exception>
    public static void StartOne(Utf8JsonWriter writer, string? key, DocumentSets documents)
    {
        documents.Limit.Count();
        if (key is null)
        {
            writer.WriteStartObject();
        }
        else
        {
            writer.WriteStartObject(key);
        }
    }

    /// <summary>Ends a list or an object of buckets.</summary>
    public static void End(Utf8JsonWriter writer, bool isKeyed)
    {
        if (isKeyed)
        {
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteEndArray();
        }
    }
}
