using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Indexing;

/// <summary>Documents that the index refuses, the first few by name.</summary>
internal sealed class Rejections
{
    private const int FirstFew = 20;

    private readonly Lock _adding = new();
    private readonly List<BulkItem> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyList<BulkItem> Examples => _examples;

    /// <summary>Adds one. While a request is on its way, rows are read beside it, and either can be rejected.</summary>
    public void Add(BulkItem item)
    {
        lock (_adding)
        {
            Count++;
            if (_examples.Count < FirstFew)
            {
                _examples.Add(item);
            }
        }
    }

    public void Add(Rejections others)
    {
        Count += others.Count;
        _examples.AddRange(others._examples.Take(FirstFew - _examples.Count));
    }
}
