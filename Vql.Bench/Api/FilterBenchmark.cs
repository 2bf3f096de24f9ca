using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Rigs;
using Vql.Core.Fields;

namespace Vql.Bench.Api;

/// <summary>Measures lists and counts with every single filter and order, by an API without a search.</summary>
internal sealed class FilterBenchmark(NpgsqlDataSource source, ApiProcess api) : IDisposable
{
    private const int Rounds = 2;
    private const double ListBudget = 50;
    private const double CountBudget = 200;

    // After this time, the samples of a case suffice.
    private static readonly TimeSpan MaxCaseDuration = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new()
    {
        BaseAddress = new Uri(api.Address, "api/v1/"),
        DefaultRequestHeaders = { { "X-API-Key", api.Key } },
    };

    public async Task<JsonObject> RunAsync(CancellationToken cancellationToken)
    {
        var (filters, orders) = (new List<Measured>(), new List<Measured>());
        foreach (var entity in Enum.GetValues<Entity>())
        {
            foreach (var filter in await FilterCase.FiltersAsync(source, entity, cancellationToken))
            {
                filters.Add(await MeasureAsync(filter, counts: true, cancellationToken));
            }

            foreach (var order in FilterCase.Orders(entity))
            {
                orders.Add(await MeasureAsync(order, counts: false, cancellationToken));
            }
        }

        Print("filter", filters);
        Print("order", orders);
        return new JsonObject
        {
            ["filters"] = filters.Count,
            ["million_filter_p95_ms"] = Math.Round(filters.Max(filter => filter.List.P95), 1),
            ["million_count_p95_ms"] = Math.Round(filters.Max(filter => filter.Count!.P95), 1),
            ["million_order_p95_ms"] = Math.Round(orders.Max(order => order.List.P95), 1),
            ["filters_over_50_ms"] = filters.Count(filter => filter.List.P95 > ListBudget),
            ["counts_over_200_ms"] = filters.Count(filter => filter.Count!.P95 > CountBudget),
            ["orders_over_50_ms"] = orders.Count(order => order.List.P95 > ListBudget),
        };
    }

    public void Dispose() => _client.Dispose();

    // The first request of each query is not recorded: it reads the pages into memory.
    private async Task<Measured> MeasureAsync(FilterCase measured, bool counts, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"{measured.Table} {measured.Name}");
        var (lists, countTimings) = (new Timings(), new Timings());
        var started = TimeProvider.System.GetTimestamp();
        foreach (var query in measured.Queries.TakeWhile(
            _ => lists.IsEmpty || TimeProvider.System.GetElapsedTime(started) < MaxCaseDuration))
        {
            for (var round = 0; round <= Rounds; round++)
            {
                var list = await TimeAsync($"{measured.Table}/?{query}", cancellationToken);
                var count = counts ? await TimeAsync($"{measured.Table}/count/?{query}", cancellationToken) : 0;
                if (round > 0)
                {
                    lists.Add(list, query);
                    countTimings.Add(count, query);
                }
            }
        }

        return new Measured(measured, lists, counts ? countTimings : null);
    }

    // A request that timed out in PostgreSQL counts with its elapsed time, which is a lower bound.
    private async Task<double> TimeAsync(string address, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await _client.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        return response.IsSuccessStatusCode || response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable
            ? took
            : throw new InvalidOperationException($"{address}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private static void Print(string kind, List<Measured> measured)
    {
        Console.WriteLine($"{"table",-10}{kind,-32}{"list p50/p95 ms",-20}{"count p50/p95 ms",-20}slowest list, count");
        foreach (var (filter, list, count) in measured.OrderByDescending(SlownessOf))
        {
            Console.WriteLine($"{filter.Table,-10}{filter.Name,-32}{list,-20}{count,-20}{list.Slowest}  {count?.Slowest}");
        }

        static double SlownessOf(Measured measured) =>
            Math.Max(measured.List.P95 / ListBudget, (measured.Count?.P95 ?? 0) / CountBudget);
    }

    private sealed record Measured(FilterCase Case, Timings List, Timings? Count);

    private sealed class Timings
    {
        private readonly List<(double Took, string Query)> _all = [];

        public bool IsEmpty => _all.Count == 0;

        public double P50 => At(0.5);

        public double P95 => At(0.95);

        public string Slowest => _all.MaxBy(timing => timing.Took).Query;

        public void Add(double took, string query) => _all.Add((took, query));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50,8:0.0}{P95,9:0.0}");

        private double At(double share) =>
            _all.Select(timing => timing.Took).Order().ElementAt((int)Math.Ceiling((_all.Count * share) - 1));
    }
}
