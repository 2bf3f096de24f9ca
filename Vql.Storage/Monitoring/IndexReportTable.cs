using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Monitoring;

/// <summary>Stores the state of the indices of the search.</summary>
/// <param name="source">The database.</param>
public sealed class IndexReportTable(NpgsqlDataSource source)
{
    /// <summary>Replaces the report of an entity.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task SaveAsync(IndexReport report, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        var index = new NpgsqlBatchCommand(
            """
            insert into index_reports
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now())
            on conflict (entity) do update set index_name = excluded.index_name, documents = excluded.documents,
                deleted = excluded.deleted, bytes = excluded.bytes, segments = excluded.segments, shards = excluded.shards,
                replicas = excluded.replicas, refresh_interval = excluded.refresh_interval,
                mapping_differences = excluded.mapping_differences, reported_at = excluded.reported_at
            """);
        index.Parameters.Add(Text(report.Entity));
        index.Parameters.Add(Text(report.IndexName));
        foreach (var number in (long[])[report.Documents, report.Deleted, report.Bytes, report.Segments])
        {
            index.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        }

        index.Parameters.Add(new NpgsqlParameter<int> { TypedValue = report.Shards });
        index.Parameters.Add(new NpgsqlParameter<int> { TypedValue = report.Replicas });
        index.Parameters.Add(new NpgsqlParameter
        {
            Value = (object?)report.RefreshInterval ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Text,
        });
        index.Parameters.Add(Texts(report.MappingDifferences));
        batch.BatchCommands.Add(index);

        var clear = new NpgsqlBatchCommand("delete from index_advice where entity = $1");
        clear.Parameters.Add(Text(report.Entity));
        batch.BatchCommands.Add(clear);

        var advice = new NpgsqlBatchCommand(
            "insert into index_advice select $1, id, store, subject, advice, effect "
            + "from unnest($2, $3, $4, $5, $6) as advice (id, store, subject, advice, effect)");
        advice.Parameters.Add(Text(report.Entity));
        advice.Parameters.Add(Texts(report.Advice.Select(one => one.Id)));
        advice.Parameters.Add(Texts(report.Advice.Select(one => one.Store)));
        advice.Parameters.Add(Texts(report.Advice.Select(one => one.Subject)));
        advice.Parameters.Add(Texts(report.Advice.Select(one => one.Text)));
        advice.Parameters.Add(Texts(report.Advice.Select(one => one.Effect)));
        batch.BatchCommands.Add(advice);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns all reports. Empty if no worker has read the indices.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<IndexReport>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select entity, id, store, subject, advice, effect from index_advice order by id"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select entity, index_name, documents, deleted, bytes, segments, shards, replicas, refresh_interval, mapping_differences,
                reported_at
            from index_reports order by entity
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var advice = new List<(string Entity, IndexAdvice Advice)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            advice.Add((reader.GetString(0), new IndexAdvice(
                reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), OptionalText(reader, 5))));
        }

        await reader.NextResultAsync(cancellationToken);
        var reports = new List<IndexReport>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var entity = reader.GetString(0);
            reports.Add(new IndexReport(
                entity, reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
                reader.GetInt32(6), reader.GetInt32(7), OptionalText(reader, 8), reader.GetFieldValue<string[]>(9),
                reader.GetFieldValue<DateTimeOffset>(10), [.. advice.Where(one => one.Entity == entity).Select(one => one.Advice)]));
        }

        return reports;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static string? OptionalText(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
