using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Run;

/// <summary>
/// Indexes everything once, and from then on compares and repairs, again and again; a store that is
/// away is waited for.
/// </summary>
internal sealed class SyncLoop(
    NpgsqlDataSource source, FullSync sync, Repair repair, IndexAdmin indices, WorkerOptions options, SyncHealth health, TimeProvider time, ILogger<SyncLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SyncAsync(stoppingToken);
                health.Succeeded();
                pause = FirstPause;
                await Task.Delay(options.Interval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or ElasticsearchException or IOException or TimeoutException)
            {
                health.Failed(exception.Message);
                Log.SyncFailed(logger, pause.TotalSeconds, exception.Message);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    // Companies first: they are fewer, and searchable at once.
    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        await Migrator.MigrateAsync(source, cancellationToken);
        foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
        {
            var report = await indices.ExistsAsync(entity.Index, cancellationToken)
                ? await repair.RepairAsync(entity, cancellationToken)
                : await sync.SyncAsync(entity, new SyncRequest(), new ProgressMeter(static (_, _) => { }), cancellationToken);
            Log.Synced(logger, entity.Table, report.Indexed, report.Stale, report.Deleted, report.Rejected.Count, report.Elapsed.TotalSeconds);
            foreach (var example in report.Rejected.Examples)
            {
                Log.DocumentRejected(logger, entity.Table, example.Id, example.ErrorReason);
            }
        }
    }
}
