using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vql.Core.Fields;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Position;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Streaming;

/// <summary>
/// Indexes changes in concurrent batches. Batches can complete in any order, because the highest version of a document wins.
/// </summary>
internal sealed class ChangePump(
    DocumentIndexer indexer, FanOut fanOut, TermUpdates terms, Repair repair, PositionPublisher publisher, Visibility visibility,
    SyncMetrics metrics, IndexedTraces traces, ILogger<ChangePump> logger)
{
    private const int MaxConcurrentBatches = 4;

    private Exception? _failure;

    /// <summary>Indexes changes until the operation is canceled or a batch fails. No batch is running when it returns.</summary>
    public async Task RunAsync(ChannelReader<Change> changes, Progress progress, CancellationToken cancellationToken)
    {
        using var pumping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>(MaxConcurrentBatches);
        try
        {
            ChangeBatch? batch = null;
            while (await changes.WaitToReadAsync(pumping.Token))
            {
                if (running.Count == MaxConcurrentBatches)
                {
                    running.Remove(await Task.WhenAny(running));
                }

                metrics.Queued = changes.Count;
                batch = ChangeBatch.Take(changes, batch);
                var work = await progress.BeginAsync(batch.Position, batch.Companies.Count > 0 ? 2 : 1, pumping.Token);
                running.Add(RunBatchAsync(batch, work, pumping));
            }
        }
        catch (OperationCanceledException) when (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
        finally
        {
            // Another worker can become active after this point. Batches of this worker must not run beside it.
            await pumping.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    private async Task RunBatchAsync(ChangeBatch batch, Progress.Work work, CancellationTokenSource pumping)
    {
        try
        {
            await IndexAsync(batch, work, pumping.Token);
            work.EndPart();
            if (batch.Position is { } position)
            {
                metrics.Indexed(position);
            }
        }
        catch (Exception exception)
        {
            // No later position can be confirmed, so the stream restarts.
            Interlocked.CompareExchange(ref _failure, exception, null);
            await pumping.CancelAsync();
        }
    }

    private async Task IndexAsync(ChangeBatch batch, Progress.Work work, CancellationToken cancellationToken)
    {
        if (batch.Transactions.Count == 0)
        {
            return;
        }

        // Counts are wrong until the documents of a truncated table are deleted.
        using var hold = batch.Truncated.Count > 0 ? await publisher.HoldAsync(cancellationToken) : null;
        using var span = SyncSpans.StartBatch(batch.Rows, batch.Writers);
        metrics.Batch(batch.Rows);
        await visibility.WaitAsync(batch.Transactions, cancellationToken);
        if (batch.Companies.Count > 0)
        {
            await fanOut.AddAsync(batch.Companies, work, cancellationToken);
        }

        await Task.WhenAll(
            indexer.WriteAsync(FieldCatalogue.Contacts, batch.Contacts, cancellationToken),
            indexer.WriteAsync(FieldCatalogue.Companies, batch.Companies, cancellationToken),
            terms.WriteAsync(FieldCatalogue.Contacts, batch.Contacts, cancellationToken),
            terms.WriteAsync(FieldCatalogue.Companies, batch.Companies, cancellationToken));
        if (batch.Truncated.Count > 0)
        {
            // Earlier batches may still send documents of deleted rows.
            await work.WaitForEarlierAsync(cancellationToken);
            await ClearAsync(batch.Truncated, cancellationToken);
        }

        if (span is { Recorded: true })
        {
            traces.Add(span.Context, batch.Writers);
        }
    }

    // A comparison finds the documents of a truncated table. Contacts contain values of their companies.
    private async Task ClearAsync(HashSet<Entity> truncated, CancellationToken cancellationToken)
    {
        EntityFields[] entities = truncated.Contains(Entity.Company)
            ? [FieldCatalogue.Companies, FieldCatalogue.Contacts]
            : [FieldCatalogue.Contacts];
        foreach (var entity in entities)
        {
            var report = await repair.RepairAsync(entity, cancellationToken, waitsForStream: false);
            Log.TableCleared(logger, entity.Table, report.Indexed + report.Deleted, report.Elapsed.TotalSeconds);
        }
    }
}
