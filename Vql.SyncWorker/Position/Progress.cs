using Vql.SyncWorker.Capture;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Up to where the log is indexed. Batches end in any order; the position is that of the last one before
/// which all have ended.
/// </summary>
internal sealed class Progress(int maxOpen) : IDisposable
{
    private readonly Lock _moving = new();
    private readonly SemaphoreSlim _room = new(maxOpen);
    private readonly LinkedList<Work> _open = [];
    private LogPosition? _reached;

    /// <summary>The position; null until the first.</summary>
    public LogPosition? Reached
    {
        get
        {
            lock (_moving)
            {
                return _reached;
            }
        }
    }

    /// <summary>Begins a batch, once there is room. Batches begin in the order of the log, one at a time.</summary>
    /// <param name="position">The end of the last transaction in it; null when none ends in it.</param>
    /// <param name="parts">How many parts must end.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async ValueTask<Work> BeginAsync(LogPosition? position, int parts, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        var work = new Work(this, position, parts);
        lock (_moving)
        {
            _open.AddLast(work);
            _open.First!.Value.BecomeFirst();
        }

        return work;
    }

    public void Dispose() => _room.Dispose();

    private void Move()
    {
        while (_open.First is { Value: { IsDone: true } done })
        {
            _reached = done.Position ?? _reached;
            _open.RemoveFirst();
            _room.Release();
        }

        _open.First?.Value.BecomeFirst();
    }

    /// <summary>A batch whose parts end one after another.</summary>
    internal sealed class Work(Progress progress, LogPosition? position, int parts)
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = parts;

        public LogPosition? Position => position;

        public bool IsDone => _left == 0;

        /// <summary>Waits until every batch that began before has ended.</summary>
        public Task WaitForEarlierAsync(CancellationToken cancellationToken) => _first.Task.WaitAsync(cancellationToken);

        /// <summary>One part has ended.</summary>
        public void EndPart()
        {
            lock (progress._moving)
            {
                _left--;
                progress.Move();
            }
        }

        /// <summary>There is no earlier one any more.</summary>
        internal void BecomeFirst() => _first.TrySetResult();
    }
}
