using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Verify;

/// <summary>Stores the results of verifications in a table, and records the last one as metrics.</summary>
internal sealed class VerifyResults(NpgsqlDataSource source, SyncMetrics metrics)
{
    /// <summary>Stores and records a result.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task SaveAsync(EntityFields entity, string index, VerifyReport report, CancellationToken cancellationToken)
    {
        metrics.Verified(entity.Entity, report);
        await using var command = source.CreateCommand(
            """
            insert into verifications (entity, index_name, seconds, rows, documents, missing, extra, stale, different, pending, repaired)
            values ($1, $2, $3, $4[1], $4[2], $4[3], $4[4], $4[5], $4[6], $4[7], $4[8])
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = index });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = report.Elapsed.TotalSeconds });
        command.Parameters.Add(new NpgsqlParameter<long[]>
        {
            TypedValue =
            [
                report.Rows, report.Documents, report.Count(DifferenceKind.Missing), report.Count(DifferenceKind.Extra),
                report.Count(DifferenceKind.Stale), report.Count(DifferenceKind.Different), report.Pending + report.Unreached,
                report.Repaired,
            ],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
