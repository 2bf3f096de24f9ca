using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Verify;

/// <summary>Stores the results of verifications in tables, and records the last one as metrics.</summary>
internal sealed class VerifyResults(NpgsqlDataSource source, SyncMetrics metrics)
{
    /// <summary>Stores and records a result.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task SaveAsync(EntityFields entity, string index, VerifyReport report, CancellationToken cancellationToken)
    {
        metrics.Verified(entity.Entity, report);
        await using var command = source.CreateCommand(
            """
            with saved as (
                insert into verifications
                    (entity, index_name, seconds, rows, documents, missing, extra, stale, different, pending, repaired)
                values ($1, $2, $3, $4[1], $4[2], $4[3], $4[4], $4[5], $4[6], $4[7], $4[8]) returning id
            ), deleted as (
                delete from verification_differences where verification_id in (
                    select id from verifications where finished_at < now() - interval '30 days')
            )
            insert into verification_differences (verification_id, uuid, kind, version, expected, document)
            select saved.id, examples.* from saved, unnest($5, $6, $7, $8, $9) as examples
            on conflict do nothing
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
        command.Parameters.Add(Texts(report.DocumentExamples.Select(example => example.Difference.Uuid)));
        command.Parameters.Add(Texts(report.DocumentExamples.Select(example => example.Difference.Kind.ToString().ToLowerInvariant())));
        command.Parameters.Add(new NpgsqlParameter<long[]>
        {
            TypedValue = [.. report.DocumentExamples.Select(example => example.Difference.Version)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        });
        command.Parameters.Add(Texts(report.DocumentExamples.Select(example => example.Expected)));
        command.Parameters.Add(Texts(report.DocumentExamples.Select(example => example.Document)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
