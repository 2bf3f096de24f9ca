using Vql.SyncWorker.Capture;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Tracks the position up to which the WAL is indexed. Batches complete in any order. The position is that of the last batch
/// up to which all batches are complete.
/// </summary>
internal sealed class Progress(int maxOpen) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _slots = new(maxOpen);
    private readonly LinkedList<Work> _open = [];
    private LogPosition? _reached;

    /// <summary>The position; null before the first one.</summary>
    public LogPosition? Reached
    {
        get
        {
            lock (_lock)
            {
                return _reached;
            }
        }
    }

    /// <summary>Waits for a free slot and begins a batch. Batches must begin in the order of the WAL, one at a time.</summary>
    /// <param name="position">The end of the last transaction that ends in the batch; null if none does.</param>
    /// <param name="parts">The number of parts of the batch.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async ValueTask<Work> BeginAsync(LogPosition? position, int parts, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var work = new Work(this, position, parts);
        lock (_lock)
        {
            _open.AddLast(work);
            _open.First!.Value.MarkFirst();
        }

        return work;
    }

    public void Dispose() => _slots.Dispose();

    private void Advance()
    {
        while (_open.First is { Value: { IsDone: true } done })
        {
            _reached = done.Position ?? _reached;
            _open.RemoveFirst();
            _slots.Release();
        }

        _open.First?.Value.MarkFirst();
    }

    /// <summary>A batch that is complete when all its parts have ended.</summary>
    internal sealed class Work(Progress progress, LogPosition? position, int parts)
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _remaining = parts;

        public LogPosition? Position => position;

        public bool IsDone => _remaining == 0;

        /// <summary>Waits until all earlier batches are complete.</summary>
        public Task WaitForEarlierAsync(CancellationToken cancellationToken) => _first.Task.WaitAsync(cancellationToken);

        /// <summary>Ends a part.</summary>
        public void EndPart()
        {
            lock (progress._lock)
            {
                _remaining--;
                progress.Advance();
            }
        }

        /// <summary>Marks this batch as the earliest incomplete one.</summary>
        internal void MarkFirst() => _first.TrySetResult();
    }
}
