using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vql.Core.Fields;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Position;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Streaming;

/// <summary>Takes changes in batches and indexes several batches at once; versions let the newest win in any order.</summary>
internal sealed class ChangePump(
    DocumentIndexer indexer, FanOut fanOut, TermUpdates terms, Repair repair, PositionPublisher publisher, Visibility visibility,
    SyncMetrics metrics, IndexedTraces traces, ILogger<ChangePump> logger)
{
    private const int BatchesAtOnce = 4;

    private Exception? _failure;

    /// <summary>Indexes changes until cancelled, or until a batch fails. No batch is under way when it returns.</summary>
    public async Task RunAsync(ChannelReader<Change> changes, Progress progress, CancellationToken cancellationToken)
    {
        using var pumping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>(BatchesAtOnce);
        try
        {
            ChangeBatch? batch = null;
            while (await changes.WaitToReadAsync(pumping.Token))
            {
                if (running.Count == BatchesAtOnce)
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
            // Another worker may lead from here on, and must not meet batches of this one.
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
            // Nothing after this batch can be confirmed, so the whole stream begins again.
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

        // Counts would be wrong until the documents of a truncated table are gone.
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
            // A batch from before may still be sending rows that are gone.
            await work.WaitForEarlierAsync(cancellationToken);
            await ClearAsync(batch.Truncated, cancellationToken);
        }

        if (span is { Recorded: true })
        {
            traces.Add(span.Context, batch.Writers);
        }
    }

    // What is left of a table that was emptied is found by comparing; contacts hold what companies had.
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
