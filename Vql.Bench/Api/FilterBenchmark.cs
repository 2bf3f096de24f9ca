using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Rigs;
using Vql.Core.Fields;

namespace Vql.Bench.Api;

/// <summary>Every filter and every order alone, listed and counted by an API that has PostgreSQL only.</summary>
internal sealed class FilterBenchmark(NpgsqlDataSource source, ApiProcess api) : IDisposable
{
    private const int Rounds = 2;
    private const double ListBudget = 50;
    private const double CountBudget = 200;

    // What takes so long is known well enough.
    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new() { BaseAddress = new Uri(api.Address, "api/v1/"), DefaultRequestHeaders = { { "X-API-Key", api.Key } } };

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
            ["million_filter_p95_ms"] = Math.Round(filters.Max(one => one.List.P95), 1),
            ["million_count_p95_ms"] = Math.Round(filters.Max(one => one.Count!.P95), 1),
            ["million_order_p95_ms"] = Math.Round(orders.Max(one => one.List.P95), 1),
            ["filters_over_50_ms"] = filters.Count(one => one.List.P95 > ListBudget),
            ["counts_over_200_ms"] = filters.Count(one => one.Count!.P95 > CountBudget),
            ["orders_over_50_ms"] = orders.Count(one => one.List.P95 > ListBudget),
        };
    }

    public void Dispose() => _client.Dispose();

    // Each request once for nothing: it finds the pages that the next find in memory.
    private async Task<Measured> MeasureAsync(FilterCase one, bool counts, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"{one.Table} {one.Name}");
        var (listed, counted) = (new Timings(), new Timings());
        var started = TimeProvider.System.GetTimestamp();
        foreach (var query in one.Queries.TakeWhile(_ => listed.IsEmpty || TimeProvider.System.GetElapsedTime(started) < LongestCase))
        {
            for (var round = 0; round <= Rounds; round++)
            {
                var list = await TimeAsync($"{one.Table}/?{query}", cancellationToken);
                var count = counts ? await TimeAsync($"{one.Table}/count/?{query}", cancellationToken) : 0;
                if (round > 0)
                {
                    listed.Add(list, query);
                    counted.Add(count, query);
                }
            }
        }

        return new Measured(one, listed, counts ? counted : null);
    }

    // What PostgreSQL did not answer in time counts with that time, which is less than it would have taken.
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
        foreach (var one in measured.OrderByDescending(one => Math.Max(one.List.P95 / ListBudget, (one.Count?.P95 ?? 0) / CountBudget)))
        {
            Console.WriteLine($"{one.Case.Table,-10}{one.Case.Name,-32}{one.List,-20}{one.Count,-20}{one.List.Slowest}  {one.Count?.Slowest}");
        }
    }

    private sealed record Measured(FilterCase Case, Timings List, Timings? Count);

    private sealed class Timings
    {
        private readonly List<(double Took, string Query)> _all = [];

        public bool IsEmpty => _all.Count == 0;

        public double P50 => At(0.5);

        public double P95 => At(0.95);

        public string Slowest => _all.MaxBy(one => one.Took).Query;

        public void Add(double took, string query) => _all.Add((took, query));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50,8:0.0}{P95,9:0.0}");

        private double At(double share) => _all.Select(one => one.Took).Order().ElementAt((int)Math.Ceiling((_all.Count * share) - 1));
    }
}
