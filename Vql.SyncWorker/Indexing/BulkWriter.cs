using System.Text.Json;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Retries;

namespace Vql.SyncWorker.Indexing;

/// <summary>
/// Writes operations to an index: one body fills while the other is on its way, so reading and
/// indexing overlap and memory is two bodies.
/// </summary>
internal sealed class BulkWriter(BulkClient bulk, string index, TimeProvider time) : IAsyncDisposable
{
    private const int FullBody = 1 << 20;
    private const int Attempts = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly Action<Utf8JsonWriter, DocumentCursor> WriteDocument = static (writer, cursor) => cursor.WriteDocument(writer);

    private BulkBody _filling = new(FullBody + (FullBody / 4));
    private BulkBody _sending = new(FullBody + (FullBody / 4));
    private Task _sent = Task.CompletedTask;

    public long Applied { get; private set; }

    public long Stale { get; private set; }

    public Rejections Rejected { get; } = new();

    /// <summary>Adds the document of the cursor's row. One that cannot be made counts as rejected.</summary>
    public ValueTask IndexAsync(DocumentCursor cursor, CancellationToken cancellationToken)
    {
        try
        {
            _filling.AddIndex(index, cursor.Uuid, cursor.Version, cursor, WriteDocument);
        }
        catch (UnreadableRowException exception)
        {
            Rejected.Add(new BulkItem(cursor.Uuid, 0, "unreadable_row", exception.Message));
        }

        return _filling.Length < FullBody ? ValueTask.CompletedTask : SwapAsync(cancellationToken);
    }

    /// <summary>Adds the deletion of a document.</summary>
    public ValueTask DeleteAsync(string uuid, long version, CancellationToken cancellationToken)
    {
        _filling.AddDelete(index, uuid, version);
        return _filling.Length < FullBody ? ValueTask.CompletedTask : SwapAsync(cancellationToken);
    }

    /// <summary>Sends the rest and waits for all answers.</summary>
    /// <exception cref="ElasticsearchException">The index could not be written to.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await SwapAsync(cancellationToken);
        await _sent;
    }

    public async ValueTask DisposeAsync()
    {
        // A body must not go back to the pool while it is being sent. Whoever needs the outcome has asked CompleteAsync.
        await _sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _filling.Dispose();
        _sending.Dispose();
    }

    private async ValueTask SwapAsync(CancellationToken cancellationToken)
    {
        await _sent;
        (_filling, _sending) = (_sending, _filling);
        _filling.Clear();
        if (_sending.Count > 0)
        {
            _sent = SendAsync(_sending, cancellationToken);
        }
    }

    // Operations that were rejected for now are sent again. A request that was rejected whole is sent in halves: smaller ones may pass,
    // and one operation can have all rejected. Beside the body there is one part of it at a time.
    private async Task SendAsync(BulkBody body, CancellationToken cancellationToken)
    {
        using var part = new BulkBody(capacity: 1);
        var parts = new Stack<int[]>([[.. Enumerable.Range(0, body.Count)]]);
        var backOff = new BackOff(FirstPause, LongestPause, time);
        var failures = 0;
        while (parts.TryPop(out var places))
        {
            var sent = places.Length == body.Count ? body : Fill(part, body, places);
            var answer = await bulk.SendAsync(sent, cancellationToken: cancellationToken);
            if (answer.Failure is { IsContentError: true } fault)
            {
                Split(parts, places, single: () => Rejected.Add(new BulkItem(sent.FirstId, fault.Status ?? 0, "request_rejected", fault.Reason)));
                continue;
            }

            if (!answer.Succeeded && !answer.Failure.IsTransient)
            {
                throw new ElasticsearchException($"writing to {index}", answer.Failure);
            }

            var again = answer.Succeeded ? Take(places, answer.Value) : places;
            // As long as some operations get through, there is no last attempt, and the engine is not asked less and less often.
            if (again.Length < places.Length)
            {
                failures = 0;
                backOff.Reset();
            }
            else if (++failures == Attempts)
            {
                throw answer.Succeeded
                    ? new ElasticsearchException($"writing to {index} failed: it stays overloaded")
                    : new ElasticsearchException($"writing to {index}", answer.Failure);
            }

            if (again.Length == 0)
            {
                continue;
            }

            await backOff.WaitAsync(cancellationToken);
            if (answer.Succeeded)
            {
                parts.Push(again);
            }
            else
            {
                Split(parts, again, single: () => parts.Push(again));
            }
        }
    }

    private static BulkBody Fill(BulkBody part, BulkBody body, int[] places)
    {
        part.Clear();
        var wanted = places.ToHashSet();
        part.AddFrom(body, wanted.Contains);
        return part;
    }

    private static void Split(Stack<int[]> parts, int[] places, Action single)
    {
        if (places.Length == 1)
        {
            single();
            return;
        }

        var half = (places.Length + 1) / 2;
        parts.Push(places[half..]);
        parts.Push(places[..half]);
    }

    // The places that were rejected for now.
    private int[] Take(int[] places, IReadOnlyList<BulkItem> items)
    {
        var again = new List<int>();
        for (var at = 0; at < items.Count; at++)
        {
            switch (items[at].Result)
            {
                case BulkResult.Transient:
                    again.Add(places[at]);
                    break;
                case BulkResult.Applied:
                    Applied++;
                    break;
                case BulkResult.Stale:
                    Stale++;
                    break;
                default:
                    Rejected.Add(items[at]);
                    break;
            }
        }

        return [.. again];
    }
}
