using System.Diagnostics;
using System.Threading.Channels;
using Vql.Core.Fields;
using Vql.SyncWorker.Capture;

namespace Vql.SyncWorker.Streaming;

/// <summary>Changes that are indexed together. A batch takes all queued changes, so batches grow under load.</summary>
internal sealed class ChangeBatch
{
    // A few seconds of work for a busy index. A row that changed several times is read and sent once per batch.
    private const int MaxRows = 5000;
    private const int MaxChanges = 50_000;
    private const int MaxWriters = 128;

    private int _endedWriters;

    /// <summary>The UUIDs of changed contacts.</summary>
    public HashSet<string> Contacts { get; } = [];

    /// <summary>The UUIDs of changed companies.</summary>
    public HashSet<string> Companies { get; } = [];

    /// <summary>The entities whose tables were truncated.</summary>
    public HashSet<Entity> Truncated { get; } = [];

    /// <summary>The transactions of the changes.</summary>
    public HashSet<uint> Transactions { get; } = [];

    /// <summary>The spans of the requests that wrote the changes, if their trace contexts are in the WAL.</summary>
    public List<ActivityLink> Writers { get; } = [];

    /// <summary>The end of the last transaction that ends in the batch; null if none does.</summary>
    public LogPosition? Position { get; private set; }

    public int Rows => Contacts.Count + Companies.Count;

    /// <summary>Creates a batch from the queued changes, without waiting for further ones.</summary>
    /// <param name="changes">The queue.</param>
    /// <param name="previous">
    /// The previous batch. If it ends within a transaction, the new batch continues that transaction.
    /// </param>
    public static ChangeBatch Take(ChannelReader<Change> changes, ChangeBatch? previous)
    {
        var batch = new ChangeBatch();
        batch.Writers.AddRange(previous?.Writers.Skip(previous._endedWriters) ?? []);
        for (var taken = 0; taken < MaxChanges && batch.Rows < MaxRows && changes.TryRead(out var change); taken++)
        {
            batch.Add(change);
        }

        return batch;
    }

    private void Add(Change change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Row:
                (change.Entity == Entity.Contact ? Contacts : Companies).Add(change.Uuid);
                Transactions.Add(change.Transaction);
                break;
            case ChangeKind.Truncation:
                Truncated.Add(change.Entity);
                Transactions.Add(change.Transaction);
                break;
            case ChangeKind.Trace:
                if (Writers.Count < MaxWriters && ActivityContext.TryParse(change.TraceParent, null, isRemote: true, out var writer))
                {
                    Writers.Add(new ActivityLink(writer));
                }

                break;
            default:
                Position = change.Position;
                _endedWriters = Writers.Count;
                break;
        }
    }
}
