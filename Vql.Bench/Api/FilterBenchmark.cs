using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Bench.Api;

/// <summary>Every filter of the catalogue alone, listed and counted from PostgreSQL, with values that its rows hold.</summary>
internal sealed class FilterBenchmark(NpgsqlDataSource source)
{
    private const int Rounds = 2;

    // Longer than any request may take: what is cut here is reported at this length, which is less than it would be.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly PostgresSearch _search = new(source, TimeProvider.System);

    public async Task<JsonObject> RunAsync(CancellationToken cancellationToken)
    {
        var measured = new List<Measured>();
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            foreach (var filter in FilterTable.For(entity.Entity).Parameters)
            {
                measured.Add(await MeasureAsync(entity, filter, cancellationToken));
            }
        }

        Console.WriteLine("entity   filter                            list p50/p95 ms    count p50/p95 ms");
        foreach (var one in measured.OrderByDescending(one => one.ListP95))
        {
            Console.WriteLine(one);
        }

        return new JsonObject
        {
            ["filters"] = measured.Count,
            ["million_filter_p95_ms"] = Math.Round(measured.Max(one => one.ListP95), 1),
            ["million_count_p95_ms"] = Math.Round(measured.Max(one => one.CountP95), 1),
            ["filters_over_50_ms"] = measured.Count(one => one.ListP95 > 50),
            ["counts_over_200_ms"] = measured.Count(one => one.CountP95 > 200),
        };
    }

    private async Task<Measured> MeasureAsync(EntityFields entity, FilterParameter filter, CancellationToken cancellationToken)
    {
        var queries = (await FilterValues.DrawAsync(source, entity, filter, cancellationToken)).Select(value => Query(entity, filter, value)).ToList();
        var (lists, counts) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var query in queries)
            {
                var list = await TimeAsync(token => ListAsync(entity, query, token), cancellationToken);
                var count = await TimeAsync(token => _search.CountAsync(entity, query, token), cancellationToken);
                // The first round finds the pages that the others find in memory.
                if (round > 0)
                {
                    lists.Add(list);
                    counts.Add(count);
                }
            }
        }

        return new Measured(entity.Entity, filter.Name, At(lists, 0.5), At(lists, 0.95), At(counts, 0.5), At(counts, 0.95));
    }

    private Task ListAsync(EntityFields entity, VqlQuery query, CancellationToken cancellationToken) =>
        entity.Entity == Entity.Contact ? _search.ListContactsAsync(query, cancellationToken) : _search.ListCompaniesAsync(query, cancellationToken);

    private static VqlQuery Query(EntityFields entity, FilterParameter filter, string value)
    {
        var faults = new List<ParameterFault>();
        var where = FilterConverter.Convert(FilterTable.For(entity.Entity), [new(filter.Name, [value])], faults);
        return faults.Count == 0
            ? new VqlQuery { Where = where, OrderBy = [new VqlOrder("created_at", Descending: true, MissingFirst: false)], Limit = 25 }
            : throw new InvalidOperationException($"{filter.Name}={value}: {faults[0].Message}");
    }

    private static async Task<double> TimeAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            await work(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Longest.TotalMilliseconds;
        }

        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)((times.Count - 1) * share));

    private sealed record Measured(Entity Entity, string Filter, double ListP50, double ListP95, double CountP50, double CountP95)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Entity,-8} {Filter,-32} {ListP50,8:0.0} {ListP95,8:0.0}  {CountP50,8:0.0} {CountP95,8:0.0}");
    }
}
