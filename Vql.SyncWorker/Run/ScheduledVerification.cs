using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Run;

/// <summary>
/// Compares each index with its rows when its last comparison is long ago, whoever made that: what no log can know
/// of is an index that somebody else wrote to, or restored. A worker that is often started anew compares none the less.
/// </summary>
internal sealed class ScheduledVerification(
    Repair repair, NpgsqlDataSource source, WorkerOptions options, TimeProvider time, ILogger<ScheduledVerification> logger)
{
    // What fails is tried again, and the stream beside it goes on.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    /// <summary>Compares until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(await CompareAsync(started, cancellationToken), time, cancellationToken);
        }
    }

    // Compares what is due; how long nothing will be.
    private async Task<TimeSpan> CompareAsync(long started, CancellationToken cancellationToken)
    {
        var next = options.VerifyInterval;
        foreach (var entity in Entities)
        {
            try
            {
                // What was never compared was filled by a full sync: an interval from the start is soon enough.
                var age = await ReadAgeAsync(entity, cancellationToken) ?? time.GetElapsedTime(started);
                var due = options.VerifyInterval - age;
                if (due <= TimeSpan.Zero)
                {
                    var report = await repair.RepairAsync(entity, cancellationToken);
                    Log.Synced(logger, entity.Table, report.Indexed, report.Stale, report.Deleted, report.Rejected.Count, report.Elapsed.TotalSeconds);
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
