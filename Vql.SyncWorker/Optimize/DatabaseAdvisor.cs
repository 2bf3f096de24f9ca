using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Optimize;

/// <summary>
/// Recommends optimizations of a table, based on the statistics of PostgreSQL and on the filters that searches use.
/// </summary>
internal sealed class DatabaseAdvisor(NpgsqlDataSource source, IndexInspector inspector)
{
    private const string Store = "postgresql";
    private const double ChangedRatio = 0.2;
    private const long MinIndexBytes = 1 << 20;

    /// <summary>Returns the recommendations for a table.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<Advice>> AdviseAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var indices = await ReadIndicesAsync(entity, cancellationToken);
        var usage = await inspector.ReadFieldUsageAsync(entity.Index, cancellationToken);
        var advice = new List<Advice>();
        foreach (var field in entity.Fields.Where(field => !field.OfCompany && IsUsed(field, usage)))
        {
            var key = KeyOf(field);
            if (!indices.Exists(index => index.IsValid && index.Definition.Contains(key, StringComparison.Ordinal)))
            {
                advice.Add(Missing(entity, field, key));
            }
        }

        advice.AddRange(indices.Where(index => !index.IsValid).Select(index => new Advice(
            $"invalid-index:{index.Name}", Store, entity.Table,
            $"the index {index.Name} is invalid, because its creation was interrupted",
            ChangeBy($"reindex index concurrently {index.Name}"))));
        var unused = indices.Where(index => index is { IsValid: true, IsUnique: false, Scans: 0, Bytes: >= MinIndexBytes });
        advice.AddRange(unused.Select(index => new Advice(
            $"unused-index:{index.Name}", Store, entity.Table,
            $"the index {index.Name} ({index.Bytes >> 20} MB) has not been used since the statistics were reset. " +
            "Drop it only if the fallback path does not need it")));
        advice.AddRange(await AdviseMaintenanceAsync(entity, cancellationToken));
        return advice;
    }

    // Without usage statistics, every filter counts as used.
    private static bool IsUsed(Field field, IReadOnlyDictionary<string, long>? usage) =>
        usage is not { Count: > 0 }
        || usage.GetValueOrDefault(field.Name) > 0
        || usage.GetValueOrDefault(field.Name + Field.NgramSuffix) > 0;

    // Returns the start of the definition of an index that serves the field.
    private static string KeyOf(Field field) => field switch
    {
        { EncodesSymbols: true } => $"USING gin (vql_words(vql_symbol_text({field.Column.Name}))",
        { FoldsAccents: true } => $"USING gin (vql_words(vql_folded_text({field.Column.Name}))",
        { Kind: FieldKind.Text } => $"USING gin (vql_words({field.Column.Name})",
        // This index also serves filters on the stored values.
        { IsArray: true } => $"USING gin (vql_labels({field.Column.Name})",
        { Normalization: not ValueNormalization.None } =>
            $"USING btree (vql_{field.Normalization.ToString().ToLowerInvariant()}({field.Column.Name})",
        { Column.IsCaseInsensitive: true } => $"USING btree (vql_lower({field.Column.Name})",
        _ => $"USING btree ({field.Column.Name}",
    };

    private Advice Missing(EntityFields entity, Field field, string key) => new(
        $"missing-index:{field.Name}", Store, entity.Table,
        $"no index serves the filter {field.Name}: create index on {entity.Table} {key})",
        ChangeBy($"create index concurrently if not exists {entity.Table}_{field.Column.Name}_advised on {entity.Table} {key})"));

    private async Task<IEnumerable<Advice>> AdviseMaintenanceAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select n_live_tup, n_dead_tup, n_mod_since_analyze from pg_stat_user_tables where relid = $1::regclass");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return [];
        }

        var (live, dead, changed) = ((double)Math.Max(1, reader.GetInt64(0)), reader.GetInt64(1), reader.GetInt64(2));
        return dead > live * ChangedRatio
            ? [
                new Advice(
                    "vacuum", Store, entity.Table, $"vacuum the table: {dead / (dead + live):P0} of its rows are dead",
                    ChangeBy($"vacuum (analyze) {entity.Table}")),
            ]
            : changed > live * ChangedRatio
                ? [
                    new Advice(
                        "analyze", Store, entity.Table, $"analyze the table: {changed:N0} rows changed since the last analyze",
                        ChangeBy($"analyze {entity.Table}")),
                ]
                : [];
    }

    private async Task<List<TableIndex>> ReadIndicesAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisunique, coalesce(s.idx_scan, 0),
                pg_relation_size(i.indexrelid)
            from pg_index i left join pg_stat_user_indexes s on s.indexrelid = i.indexrelid
            where i.indrelid = $1::regclass
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        var indices = new List<TableIndex>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            indices.Add(new TableIndex(
                reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetInt64(4),
                reader.GetInt64(5)));
        }

        return indices;
    }

    private AdvisedChange ChangeBy(string sql) => new(sql, cancellationToken => RunAsync(sql, cancellationToken));

    // The names in the statements come from the system catalog or the field catalogue, so they are safe.
    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record TableIndex(string Name, string Definition, bool IsValid, bool IsUnique, long Scans, long Bytes);
}
