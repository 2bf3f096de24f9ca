using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Run;

/// <summary>
/// Compares each index with its rows if the last comparison is older than the interval. Comparisons detect changes that the
/// WAL does not contain, such as foreign writes to the index or a restored index. The time of the last comparison is stored,
/// so that a worker that restarts often compares as well.
/// </summary>
internal sealed class ScheduledVerification(
    Repair repair, NpgsqlDataSource source, WorkerOptions options, TimeProvider time, ILogger<ScheduledVerification> logger)
{
    // A failed comparison is retried. The stream continues.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    /// <summary>Compares until the operation is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(await CompareAsync(started, cancellationToken), time, cancellationToken);
        }
    }

    // Runs the due comparisons and returns the time until the next one.
    private async Task<TimeSpan> CompareAsync(long started, CancellationToken cancellationToken)
    {
        var next = options.VerifyInterval;
        foreach (var entity in Entities)
        {
            try
            {
                // An index without a comparison was just filled by a full sync, so the interval starts now.
                var age = await ReadAgeAsync(entity, cancellationToken) ?? time.GetElapsedTime(started);
                var due = options.VerifyInterval - age;
                if (due <= TimeSpan.Zero)
                {
                    var report = await repair.RepairAsync(entity, cancellationToken);
                    Log.Synced(
                        logger, entity.Table, report.Indexed, report.Stale, report.Deleted, report.Rejected.Count,
                        report.Elapsed.TotalSeconds);
                }
                else if (due < next)
                {
                    next = due;
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or ElasticsearchException or TimeoutException)
            {
                Log.ComparisonFailed(logger, entity.Table, exception.Message);
                next = next < RetryInterval ? next : RetryInterval;
            }
        }

        return next;
    }

    private async Task<TimeSpan?> ReadAgeAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select extract(epoch from now() - max(finished_at))::float8 from verifications where entity = $1 and index_name = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Index });
        return await command.ExecuteScalarAsync(cancellationToken) is double age ? TimeSpan.FromSeconds(age) : null;
    }
}
