using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Indexing;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Sync;

/// <summary>Makes an entity's index equal to its rows by what verification finds, and writes nothing else.</summary>
internal sealed class Repair(Verification verification, LoadSettings settings)
{
    /// <param name="entity">Whose index.</param>
    /// <param name="cancellationToken">Stops; what was repaired stays.</param>
    /// <param name="waitsForStream">
    /// Whether changes under way are told from differences; false within the stream, which cannot wait for itself.
    /// </param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached or refuses, or the index is missing.</exception>
    public async Task<SyncReport> RepairAsync(EntityFields entity, CancellationToken cancellationToken, bool waitsForStream = true)
    {
        await settings.RestoreInterruptedAsync(cancellationToken);
        var report = await verification.VerifyAsync(
            entity, new VerifyRequest { Repair = true, WaitsForStream = waitsForStream }, new ProgressMeter(static (_, _) => { }), cancellationToken);
        var deleted = Math.Min(report.Repaired, report.Count(DifferenceKind.Extra));
        return new SyncReport(report.Repaired - deleted, 0, deleted, new Rejections(), false, report.Elapsed);
    }
}
