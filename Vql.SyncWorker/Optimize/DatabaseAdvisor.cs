using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Optimize;

/// <summary>Looks what would do a table good, by PostgreSQL's own statistics and by the filters that searches use.</summary>
internal sealed class DatabaseAdvisor(NpgsqlDataSource source, IndexInspector inspector)
{
    private const string Store = "postgresql";
    private const double MuchChanged = 0.2;
    private const long LargeIndex = 1 << 20;

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
            Store, entity.Table, $"the index {index.Name} is invalid: its creation was cut short", cancelled => RunAsync($"reindex index concurrently {index.Name}", cancelled))));
        advice.AddRange(indices.Where(index => index is { IsValid: true, IsUnique: false, Scans: 0, Bytes: >= LargeIndex }).Select(index => new Advice(
            Store, entity.Table, $"no query used the index {index.Name} ({index.Bytes >> 20} MB) since the statistics began. Keep it unless no fallback should use it")));
        advice.AddRange(await UpkeepAsync(entity, cancellationToken));
        return advice;
    }

    // Where the engine does not count, every filter may be used.
    private static bool IsUsed(Field field, IReadOnlyDictionary<string, long>? usage) =>
        usage is not { Count: > 0 } || usage.GetValueOrDefault(field.Name) > 0 || usage.GetValueOrDefault(field.Name + IndexDefinition.NgramSuffix) > 0;

    // How the definition of an index that serves the field begins.
    private static string KeyOf(Field field) => field switch
    {
        { OfSymbols: true } => $"USING gin (vql_words(vql_symbol_text({field.Column.Name}))",
        { Kind: FieldKind.Text } => $"USING gin (vql_words({field.Column.Name})",
        // Lists as they are stored are found by their normalized elements, too.
        { IsArray: true } => $"USING gin (vql_labels({field.Column.Name})",
        { Normalization: not ValueNormalization.None } => $"USING btree (vql_{field.Normalization.ToString().ToLowerInvariant()}({field.Column.Name})",
        { Column.IsCaseless: true } => $"USING btree (vql_lower({field.Column.Name})",
        _ => $"USING btree ({field.Column.Name}",
    };

    private Advice Missing(EntityFields entity, Field field, string key) => new(
        Store, entity.Table, $"{field.Name} is filtered by, and no index serves it: create index on {entity.Table} {key})",
        cancellationToken => RunAsync($"create index concurrently if not exists {entity.Table}_{field.Column.Name}_advised on {entity.Table} {key})", cancellationToken));

    private async Task<IEnumerable<Advice>> UpkeepAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select n_live_tup, n_dead_tup, n_mod_since_analyze from pg_stat_user_tables where relid = $1::regclass");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return [];
        }

        var (living, dead, changed) = ((double)Math.Max(1, reader.GetInt64(0)), reader.GetInt64(1), reader.GetInt64(2));
        return dead > living * MuchChanged
            ? [new Advice(Store, entity.Table, $"vacuum it: {dead / (dead + living):P0} of its rows are dead", cancelled => RunAsync($"vacuum (analyze) {entity.Table}", cancelled))]
            : changed > living * MuchChanged
                ? [new Advice(Store, entity.Table, $"analyze it: {changed:N0} rows changed since the planner looked", cancelled => RunAsync($"analyze {entity.Table}", cancelled))]
                : [];
    }

    private async Task<List<TableIndex>> ReadIndicesAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisunique, coalesce(s.idx_scan, 0), pg_relation_size(i.indexrelid)
            from pg_index i left join pg_stat_user_indexes s on s.indexrelid = i.indexrelid
            where i.indrelid = $1::regclass
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        var indices = new List<TableIndex>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            indices.Add(new TableIndex(
                reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetInt64(4), reader.GetInt64(5)));
        }

        return indices;
    }

    // Names come from the catalogues, of the database or of the fields.
    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record TableIndex(string Name, string Definition, bool IsValid, bool IsUnique, long Scans, long Bytes);
}
