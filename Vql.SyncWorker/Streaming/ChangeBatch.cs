using System.Diagnostics;
using System.Threading.Channels;
using Vql.Core.Fields;
using Vql.SyncWorker.Capture;

namespace Vql.SyncWorker.Streaming;

/// <summary>Changes that are indexed together: as many as wait, so that batches grow under load and go at once when idle.</summary>
internal sealed class ChangeBatch
{
    // Some seconds of a busy engine. However often the rows changed that wait, each is read and sent once.
    private const int MaxRows = 5000;
    private const int MaxChanges = 50_000;
    private const int MaxWriters = 128;

    private int _endedWriters;

    /// <summary>Contacts that changed, each once.</summary>
    public HashSet<string> Contacts { get; } = [];

    /// <summary>Companies that changed, each once.</summary>
    public HashSet<string> Companies { get; } = [];

    /// <summary>Tables that were emptied.</summary>
    public HashSet<Entity> Truncated { get; } = [];

    /// <summary>Whose changes these are.</summary>
    public HashSet<uint> Transactions { get; } = [];

    /// <summary>The requests that wrote, as far as they said so.</summary>
    public List<ActivityLink> Writers { get; } = [];

    /// <summary>The end of the last transaction that ends in here.</summary>
    public LogPosition? Position { get; private set; }

    public int Rows => Contacts.Count + Companies.Count;

    /// <summary>Takes what waits, without waiting for more.</summary>
    /// <param name="changes">What waits.</param>
    /// <param name="before">The batch before; where it ends within a transaction, this one goes on with it.</param>
    public static ChangeBatch Take(ChannelReader<Change> changes, ChangeBatch? before)
    {
        var batch = new ChangeBatch();
        batch.Writers.AddRange(before?.Writers.Skip(before._endedWriters) ?? []);
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
