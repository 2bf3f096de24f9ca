using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Indexing;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Sync;

/// <summary>Repairs the differences that a verification of an index finds.</summary>
internal sealed class Repair(Verification verification, LoadSettings settings)
{
    /// <summary>Verifies and repairs the index of an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="cancellationToken">Cancels the operation. Completed repairs are kept.</param>
    /// <param name="waitsForStream">
    /// Whether to distinguish pending changes from differences; false within the stream, which cannot wait for itself.
    /// </param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">
    /// Elasticsearch is unreachable or returns an error, or the index is missing.
    /// </exception>
    public async Task<SyncReport> RepairAsync(EntityFields entity, CancellationToken cancellationToken, bool waitsForStream = true)
    {
        await settings.RestoreInterruptedAsync(cancellationToken);
        var report = await verification.VerifyAsync(
            entity, new VerifyRequest { Repair = true, WaitsForStream = waitsForStream }, new ProgressMeter(static (_, _) => { }),
            cancellationToken);
        var deleted = Math.Min(report.Repaired, report.Count(DifferenceKind.Extra));
        return new SyncReport(report.Repaired - deleted, 0, deleted, new Rejections(), false, report.Elapsed);
    }
}
