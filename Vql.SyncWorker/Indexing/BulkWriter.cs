using System.Text.Json;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Retries;

namespace Vql.SyncWorker.Indexing;

/// <summary>
/// Writes bulk operations to an index. One body is filled while the other is sent, so that reading and indexing overlap.
/// Memory is limited to two bodies.
/// </summary>
internal sealed class BulkWriter(BulkClient bulk, string index, TimeProvider time) : IAsyncDisposable
{
    private const int MaxBodyBytes = 1 << 20;
    private const int MaxAttempts = 10;

    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);
    private static readonly Action<Utf8JsonWriter, DocumentCursor> WriteDocument = static (writer, cursor) => cursor.WriteDocument(writer);

    private BulkBody _filling = new(MaxBodyBytes + (MaxBodyBytes / 4));
    private BulkBody _sending = new(MaxBodyBytes + (MaxBodyBytes / 4));
    private Task _sent = Task.CompletedTask;

    public long Applied { get; private set; }

    public long Stale { get; private set; }

    public Rejections Rejected { get; } = new();

    /// <summary>Adds the document of the cursor's row. A row that cannot be converted counts as rejected.</summary>
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

        return _filling.Length < MaxBodyBytes ? ValueTask.CompletedTask : SwapAsync(cancellationToken);
    }

    /// <summary>Adds the deletion of a document.</summary>
    public ValueTask DeleteAsync(string uuid, long version, CancellationToken cancellationToken)
    {
        _filling.AddDelete(index, uuid, version);
        return _filling.Length < MaxBodyBytes ? ValueTask.CompletedTask : SwapAsync(cancellationToken);
    }

    /// <summary>Sends the remaining operations and waits for all responses.</summary>
    /// <exception cref="ElasticsearchException">The index cannot be written to.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await SwapAsync(cancellationToken);
        await _sent;
    }

    public async ValueTask DisposeAsync()
    {
        // A body must not be returned to the pool while it is sent. CompleteAsync reports the result.
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

    // Transiently rejected operations are retried. A request that was rejected as a whole is sent in halves, because smaller
    // requests may succeed and a single operation can cause the rejection. At most one part exists in addition to the body.
    private async Task SendAsync(BulkBody body, CancellationToken cancellationToken)
    {
        using var part = new BulkBody(capacity: 1);
        var parts = new Stack<int[]>([[.. Enumerable.Range(0, body.Count)]]);
        var backOff = new BackOff(InitialDelay, MaxDelay, time);
        var failures = 0;
        while (parts.TryPop(out var positions))
        {
            var sent = positions.Length == body.Count ? body : Fill(part, body, positions);
            var response = await bulk.SendAsync(sent, cancellationToken: cancellationToken);
            if (response.Failure is { IsContentError: true } fault)
            {
                Split(parts, positions, single: () =>
                    Rejected.Add(new BulkItem(sent.FirstId, fault.Status ?? 0, "request_rejected", fault.Reason)));
                continue;
            }

            if (!response.Succeeded && !response.Failure.IsTransient)
            {
                throw new ElasticsearchException($"writing to {index}", response.Failure);
            }

            var retries = response.Succeeded ? ProcessResults(positions, response.Value) : positions;
            // While some operations succeed, the number of attempts is unlimited and the back-off does not grow.
            if (retries.Length < positions.Length)
            {
                failures = 0;
                backOff.Reset();
            }
            else if (++failures == MaxAttempts)
            {
                throw response.Succeeded
                    ? new ElasticsearchException($"writing to {index} failed: Elasticsearch remains overloaded")
                    : new ElasticsearchException($"writing to {index}", response.Failure);
            }

            if (retries.Length == 0)
            {
                continue;
            }

            await backOff.WaitAsync(cancellationToken);
            if (response.Succeeded)
            {
                parts.Push(retries);
            }
            else
            {
                Split(parts, retries, single: () => parts.Push(retries));
            }
        }
    }

    private static BulkBody Fill(BulkBody part, BulkBody body, int[] positions)
    {
        part.Clear();
        part.AddFrom(body, positions.ToHashSet().Contains);
        return part;
    }

    private static void Split(Stack<int[]> parts, int[] positions, Action single)
    {
        if (positions.Length == 1)
        {
            single();
            return;
        }

        var half = (positions.Length + 1) / 2;
        parts.Push(positions[half..]);
        parts.Push(positions[..half]);
    }

    // Counts the results and returns the positions of the transiently rejected operations.
    private int[] ProcessResults(int[] positions, IReadOnlyList<BulkItem> items)
    {
        var retries = new List<int>();
        for (var at = 0; at < items.Count; at++)
        {
            switch (items[at].Result)
            {
                case BulkResult.Transient:
                    retries.Add(positions[at]);
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

        return [.. retries];
    }
}
