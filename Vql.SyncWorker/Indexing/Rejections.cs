using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Indexing;

/// <summary>Counts the documents that the index rejected, and stores the first of them.</summary>
internal sealed class Rejections
{
    private const int MaxExamples = 20;

    private readonly Lock _adding = new();
    private readonly List<BulkItem> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyList<BulkItem> Examples => _examples;

    /// <summary>
    /// Adds a rejected document. Thread-safe, because rows are read while a request is sent, and both can be rejected.
    /// </summary>
    public void Add(BulkItem item)
    {
        lock (_adding)
        {
            Count++;
            if (_examples.Count < MaxExamples)
            {
                _examples.Add(item);
            }
        }
    }

    /// <summary>Adds the rejected documents of another instance.</summary>
    public void Add(Rejections others)
    {
        Count += others.Count;
        _examples.AddRange(others._examples.Take(MaxExamples - _examples.Count));
    }
}
