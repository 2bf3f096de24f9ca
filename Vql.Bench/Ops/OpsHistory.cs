using Npgsql;

namespace Vql.Bench.Ops;

/// <summary>
/// Writes 30 days of figures: each minute of two replicas, the longer figures, and 100,000 queries, of which 1,000 recur every day.
/// </summary>
internal static class OpsHistory
{
    private const string Sql =
        """
        create temp table minutes as
            select date_trunc('minute', now()) - n * interval '1 minute' as at from generate_series(1, 30 * 24 * 60) n;
        insert into monitoring_replicas (minutes, started_at, replica, circuit, dropped)
            select 1, at, replica, 'closed', 0 from minutes, unnest(array['bench:1', 'bench:2']) replica on conflict do nothing;
        insert into monitoring_replicas (minutes, started_at, replica, circuit, dropped)
            select distinct length, date_bin(length * interval '1 minute', at, 'epoch'), replica, 'closed', 0
            from minutes, unnest(array['bench:1', 'bench:2']) replica, unnest(array[10, 60]) length on conflict do nothing;
        create temp table figures as
            select at, replica, entity, operation, source, reason
            from minutes, unnest(array['bench:1', 'bench:2']) replica, unnest(array['contact', 'company']) entity,
                unnest(array['list', 'count']) operation,
                (values ('search', ''), ('database', 'fresh'), ('database', 'timeout')) as sources (source, reason);
        insert into monitoring_figures
            (minutes, started_at, replica, entity, operation, source, reason, calls, zero_hits, latencies)
            select 1, at, replica, entity, operation, source, reason, 60, 3,
                array[0, 0, 0, 0, 0, 4, 10, 20, 15, 6, 3, 1, 1]
            from figures on conflict do nothing;
        insert into monitoring_figures
            (minutes, started_at, replica, entity, operation, source, reason, calls, zero_hits, latencies)
            select distinct length, date_bin(length * interval '1 minute', at, 'epoch'), replica, entity, operation, source, reason,
                60 * length, 3 * length,
                array[0, 0, 0, 0, 0, 4 * length, 10 * length, 20 * length, 15 * length, 6 * length, 3 * length, length, length]
            from figures, unnest(array[10, 60]) length on conflict do nothing;
        insert into monitoring_freshness (minutes, started_at, latencies, max_ms)
            select 1, at, array[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 3, 1], 60 from minutes
            union all
            select distinct length, date_bin(length * interval '1 minute', at, 'epoch'),
                array[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 * length, 6 * length, 3 * length, length], 60.0
            from minutes, unnest(array[10, 60]) length
            on conflict do nothing;
        insert into monitoring_queries
            (day, shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, total_ms, max_ms, example, latencies)
            select current_date - n % 30, lpad(to_hex(query), 16, '0'), case when query % 4 = 0 then 'company' else 'contact' end, 'list',
                format(
                    '{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"?","search_type":"shuffle"}]},'
                    || '"keyword_match":{"must":{"seniority":"?","field_%s":"?"}}},"order_by":[{"order_by":"created_at",'
                    || '"order_direction":"desc"}],"limit":25}', query),
                1 + n % 1000, n % 7, 0, n % 50, 25 * (1 + n % 1000), 10.0 * (1 + n % 1000), 20 + n % 400, '{}',
                array[0, 0, 0, 0, 0, 4, 10, 20, 15, 6]
            from generate_series(0, 128999) n, lateral (select case when n < 30000 then n / 30 else n end) as queries (query)
            on conflict do nothing;
        insert into monitoring_marks (at, replica, kind, detail)
            select at, 'bench:1', 'circuit_opened', '' from minutes where extract(minute from at) = 0;
        analyze monitoring_replicas, monitoring_figures, monitoring_freshness, monitoring_queries, monitoring_marks
        """;

    public static async Task WriteAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("writing 30 days of figures");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
