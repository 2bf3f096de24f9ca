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
    private const int Attempts = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly Action<Utf8JsonWriter, DocumentCursor> WriteDocument = static (writer, cursor) => cursor.WriteDocument(writer);

    private BulkBody _filling = new(FullBody + (FullBody / 4));
    private BulkBody _sending = new(FullBody + (FullBody / 4));
    private Task _sent = Task.CompletedTask;

    public long Applied { get; private set; }

    public long Stale { get; private set; }

    public Rejections Rejected { get; } = new();

    /// <summary>Adds the document of the cursor's row.</summary>
    public ValueTask IndexAsync(DocumentCursor cursor, CancellationToken cancellationToken)
    {
        _filling.AddIndex(index, cursor.Uuid, cursor.Version, cursor, WriteDocument);
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

    // The whole body again: versions make what was already applied stale, which is as good as done.
    private async Task SendAsync(BulkBody body, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var answer = await bulk.SendAsync(body, cancellationToken: cancellationToken);
            if (answer.Succeeded && !answer.Value.Any(item => item.Result == BulkResult.Transient))
            {
                Take(answer.Value);
                return;
            }

            if (attempt == Attempts || answer.Failure is { IsTransient: false })
            {
                throw answer.Failure is { } failure
                    ? new ElasticsearchException($"writing to {index}", failure)
                    : new ElasticsearchException($"writing to {index} failed: it stays overloaded");
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
            pause *= 2;
        }
    }

    private void Take(IReadOnlyList<BulkItem> items)
    {
        foreach (var item in items)
        {
            switch (item.Result)
            {
                case BulkResult.Applied:
                    Applied++;
                    break;
                case BulkResult.Stale:
                    Stale++;
                    break;
                default:
                    Rejected.Add(item);
                    break;
            }
        }
    }
}
