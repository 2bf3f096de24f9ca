using System.Text.Json;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Sync;

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
            _sent = SendAsync(_sending, attempt: 1, cancellationToken);
        }
    }

    // What was refused for now is sent again, and a request that was refused whole in halves: smaller ones may pass.
    private async Task SendAsync(BulkBody body, int attempt, CancellationToken cancellationToken)
    {
        var answer = await bulk.SendAsync(body, cancellationToken: cancellationToken);
        if (answer.Failure is { IsOfContent: true } fault)
        {
            await IsolateAsync(body, fault, attempt, cancellationToken);
            return;
        }

        if (answer is { Succeeded: false, Failure: var failure } && (attempt == Attempts || !failure.IsTransient))
        {
            throw new ElasticsearchException($"writing to {index}", failure);
        }

        var again = answer.Succeeded ? Take(answer.Value) : null;
        if (again is { Count: 0 })
        {
            return;
        }

        if (attempt == Attempts)
        {
            throw new ElasticsearchException($"writing to {index} failed: it stays overloaded");
        }

        var pause = FirstPause * (1 << (attempt - 1));
        await Task.Delay((pause < LongestPause ? pause : LongestPause) * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
        if (again is not null)
        {
            // As long as some get through, it goes on.
            await SendPartAsync(body, again.Contains, again.Count < body.Count ? 1 : attempt + 1, cancellationToken);
            return;
        }

        await SendHalvesAsync(body, attempt + 1, cancellationToken);
    }

    // One operation can have the whole request rejected.
    private async Task IsolateAsync(BulkBody body, ElasticsearchFailure fault, int attempt, CancellationToken cancellationToken)
    {
        if (body.Count == 1)
        {
            Rejected.Add(new BulkItem(body.FirstId, fault.Status ?? 0, "request_rejected", fault.Reason));
            return;
        }

        await SendHalvesAsync(body, attempt, cancellationToken);
    }

    private async Task SendHalvesAsync(BulkBody body, int attempt, CancellationToken cancellationToken)
    {
        var half = (body.Count + 1) / 2;
        await SendPartAsync(body, at => at < half, attempt, cancellationToken);
        await SendPartAsync(body, at => at >= half, attempt, cancellationToken);
    }

    private async Task SendPartAsync(BulkBody body, Func<int, bool> isPart, int attempt, CancellationToken cancellationToken)
    {
        using var part = new BulkBody(body.Length);
        part.AddFrom(body, isPart);
        if (part.Count > 0)
        {
            await SendAsync(part, attempt, cancellationToken);
        }
    }

    // Which were refused for now.
    private HashSet<int> Take(IReadOnlyList<BulkItem> items)
    {
        var again = new HashSet<int>();
        for (var at = 0; at < items.Count; at++)
        {
            switch (items[at].Result)
            {
                case BulkResult.Transient:
                    again.Add(at);
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

        return again;
    }
}
