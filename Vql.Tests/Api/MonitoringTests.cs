using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Monitoring;
using Vql.Api.Telemetry;
using Vql.Core.Language;
using Vql.Storage.Monitoring;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>Tests of the figures that the API records, against known traffic.</summary>
public sealed class MonitoringTests(PostgresServer server) : IAsyncLifetime
{
    private const string Minutes = "/api/v1/monitoring/minutes?window=15m";
    private const int PollsOfAWrite = 250;

    private ScriptedStack _stack = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stack = await ScriptedStack.StartAsync(server);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Figures_OfKnownTraffic_AreEqualToIt_OverReplicasAndRestarts()
    {
        await using (var api = await _stack.StartApiAsync())
        {
            await _stack.SendKnownTrafficAsync(api);
            var text = await api.Client.GetStringAsync("/api/v1/monitoring/prometheus", Token);
            Assert.Equal(4, CountOf(text, "operation=\"list\",source=\"search\",reason=\"\""));
            Assert.Equal(2, CountOf(text, "operation=\"list\",source=\"database\",reason=\"fresh\""));
            Assert.Equal(2, CountOf(text, "operation=\"list\",source=\"database\",reason=\"server_error\""));
            Assert.Equal(1, CountOf(text, "operation=\"list\",source=\"error\",reason=\"fresh\""));
            Assert.Equal(1, CountOf(text, "operation=\"count\",source=\"search\",reason=\"\""));
            Assert.Contains(
                "vql_answers_zero_hits_total{entity=\"contact\",operation=\"list\",source=\"search\",reason=\"\"} 1\n", text,
                StringComparison.Ordinal);
            await using var replica = await _stack.StartApiAsync();
            Assert.Equal("vql", await replica.SourceOfAsync(KnownTraffic.List));
        }

        await using var restarted = await _stack.StartApiAsync();
        var answer = await restarted.GetAsync(Minutes);
        Assert.True(answer.GetProperty("has_data").GetBoolean());
        Assert.Equal(0, answer.GetProperty("dropped").GetInt64());
        var total = answer.GetProperty("total");
        Assert.Equal(11, total.GetProperty("calls").GetInt64());
        Assert.Equal(1, total.GetProperty("zero_hits").GetInt64());
        Assert.Equal(6, CallsOf(total, "search"));
        Assert.Equal(4, CallsOf(total, "database"));
        Assert.Equal(1, CallsOf(total, "error"));
        Assert.Equal("""{"fresh":2,"server_error":2}""", total.GetProperty("fallbacks").GetRawText());
        Assert.True(total.GetProperty("search").GetProperty("p50_ms").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, (await restarted.GetAsync(Minutes + "&entity=company"))
            .GetProperty("total").GetProperty("search").GetProperty("p50_ms").ValueKind);

        // The points contain the same calls. A point without a replica has no figures instead of zeros.
        var points = answer.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("outcomes")).ToList();
        Assert.Equal(11, points.Where(point => point.ValueKind != JsonValueKind.Null).Sum(point => point.GetProperty("calls").GetInt64()));
        Assert.Contains(points, point => point.ValueKind == JsonValueKind.Null);
        Assert.Equal(1, (await restarted.GetAsync(Minutes + "&operation=count")).GetProperty("total").GetProperty("calls").GetInt64());

        // A day is read from figures of ten minutes.
        var day = await restarted.GetAsync("/api/v1/monitoring/minutes?window=24h");
        Assert.Equal(total.GetRawText(), day.GetProperty("total").GetRawText());
        Assert.Equal(
            11, day.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("outcomes"))
                .Where(point => point.ValueKind != JsonValueKind.Null).Sum(point => point.GetProperty("calls").GetInt64()));

        // A month is read from the hours.
        var month = await restarted.GetAsync("/api/v1/monitoring/overview?window=30d");
        Assert.Equal(11, month.GetProperty("total").GetProperty("calls").GetInt64());
        Assert.Equal(0, month.GetProperty("dead_letters").GetInt64());
        Assert.Contains(
            month.GetProperty("marks").EnumerateArray(), mark => mark.GetProperty("kind").GetString() == "api_started");
    }

    [Fact]
    public async Task Queries_ThatDifferInValues_AreOneShapeWithoutThem()
    {
        await using (var api = await _stack.StartApiAsync())
        {
            await _stack.SendKnownTrafficAsync(api);
            Assert.Equal("vql", await api.SourceOfAsync("/api/v1/contacts/?title=engineer,manager,director&limit=7"));
        }

        await using var restarted = await _stack.StartApiAsync();
        var answer = await restarted.GetAsync("/api/v1/monitoring/queries?window=24h&order=calls&contains=Title");
        var queries = answer.GetProperty("queries").EnumerateArray().ToList();
        var list = Assert.Single(queries, query => query.GetProperty("operation").GetString() == "list");
        Assert.Equal(10, list.GetProperty("calls").GetInt64());
        Assert.Equal(4, list.GetProperty("fallbacks").GetInt64());
        Assert.Equal(1, list.GetProperty("errors").GetInt64());
        Assert.Equal(1, list.GetProperty("zero_hits").GetInt64());
        Assert.True(list.GetProperty("rows").GetInt64() > 0);
        Assert.True(list.GetProperty("max_ms").GetDouble() >= list.GetProperty("mean_ms").GetDouble());
        Assert.Single(queries, query => query.GetProperty("operation").GetString() == "count");
        Assert.DoesNotContain("engineer", answer.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("characters", list.GetProperty("example").GetString(), StringComparison.Ordinal);
        foreach (var pattern in new[] { "t_tle", "%25", "ti%25le", "%5C" })
        {
            var none = await restarted.GetAsync($"/api/v1/monitoring/queries?window=24h&contains={pattern}");
            Assert.Empty(none.GetProperty("queries").EnumerateArray());
        }
    }

    [Fact]
    public async Task Figures_WithoutAReplica_AreNoDataInsteadOfZero()
    {
        await using var api = await _stack.StartApiAsync("--VQL_MONITORING=false");
        Assert.Equal("vql", await api.SourceOfAsync(KnownTraffic.List));
        var answer = await api.GetAsync("/api/v1/monitoring/overview");
        Assert.False(answer.GetProperty("has_data").GetBoolean());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("total").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("last_written_at").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("lag_seconds").ValueKind);
    }

    [Fact]
    public async Task Parameters_ThatAreNotValid_AreAllReported()
    {
        await using var api = await _stack.StartApiAsync();
        using var response = await api.Client.GetAsync(
            "/api/v1/monitoring/queries?window=2h&order=name&limit=0&entity=person&operation=delete&contains=%00", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            ["contains", "entity", "limit", "operation", "order", "window"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Figures_WhilePostgresIsAway_AreDroppedAndCounted()
    {
        await using var running = await RunningMonitoring.StartAsync(_stack);
        await DatabaseAccess.SetAllowedAsync(_stack.Rows.ConnectionString, false);
        try
        {
            running.Record(calls: 3);
            await StreamRig.WaitUntilAsync(
                () =>
                {
                    running.Time.Advance(TimeSpan.FromSeconds(61));
                    return Task.FromResult(running.Output.Contains("Cannot write monitoring figures", StringComparison.Ordinal));
                },
                () => "the failure was not logged");
        }
        finally
        {
            await DatabaseAccess.SetAllowedAsync(_stack.Rows.ConnectionString, true);
            _stack.Rows.Source.Clear();
        }

        // Each minute that passes ends a write in progress, whose limit is five seconds of the same clock.
        var polls = 0;
        await StreamRig.WaitUntilAsync(
            () =>
            {
                if (polls++ % PollsOfAWrite == 0)
                {
                    running.Time.Advance(TimeSpan.FromSeconds(61));
                }

                return _stack.ReadAsync<bool>(
                    "select coalesce(sum(dropped), 0) = 3 from monitoring_replicas where minutes = 1");
            },
            () => "the dropped calls were not counted");
        Assert.Equal(0, await _stack.ReadAsync<long>("select count(*) from monitoring_figures"));
    }

    [Fact]
    public async Task Figures_OfAWriteThatIsInProgressWhenTheApiStops_AreWritten()
    {
        await using var running = await RunningMonitoring.StartAsync(_stack);
        running.Record(calls: 3);
        await using var connection = await _stack.Rows.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var hold = new NpgsqlCommand("lock table monitoring_replicas in share mode", connection, transaction))
        {
            await hold.ExecuteNonQueryAsync(Token);
        }

        running.Time.Advance(TimeSpan.FromMinutes(1));
        await StreamRig.WaitUntilAsync(
            () => _stack.ReadAsync<bool>(
                "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"),
            () => "the figures are not being written");
        var stopping = running.StopAsync();
        await transaction.CommitAsync(Token);
        await stopping;
        Assert.Equal(3, await _stack.ReadAsync<long>("select coalesce(sum(calls), 0)::bigint from monitoring_figures where minutes = 1"));
        Assert.Equal(0, await _stack.ReadAsync<long>("select sum(dropped)::bigint from monitoring_replicas where minutes = 1"));
    }

    [Fact]
    public void Shapes_BeyondTheLimit_AreCountedTogether()
    {
        var recorder = new CallRecorder(new MonitoringOptions(IsEnabled: true), TimeProvider.System);
        for (var number = 0; number < QueryCounters.MaxShapes + 500; number++)
        {
            var query = new VqlQuery { Where = VqlWhere.Everything with { Exists = [$"field{number}"] } };
            recorder.Record("ann", new Subject("list", "contact"), query, null, TimeSpan.FromMilliseconds(1), 1);
        }

        var queries = recorder.Drain(startsDay: false).Queries;
        Assert.Equal(QueryCounters.MaxShapes + 1, queries.Count);
        Assert.Equal(500, Assert.Single(queries, query => query.Query == QueryCounters.Other).Calls);
        Assert.Empty(recorder.Drain(startsDay: true).Queries);
    }

    [Fact]
    public async Task Words_ThatAreRare_AreDeletedAfterADay_AndOthersAfterAMonth()
    {
        await _stack.RunAsync("""
            insert into monitoring_synonyms (day, entity, field, missed, found, calls) values
                (current_date, 'contact', 'title', 'rare', 'today', 1),
                (current_date - 2, 'contact', 'title', 'rare', 'earlier', 2),
                (current_date - 2, 'contact', 'title', 'frequent', 'earlier', 3),
                (current_date - 31, 'contact', 'title', 'frequent', 'long ago', 9)
            """);
        await new MonitoringWriter(_stack.Rows.Source).DeleteOldAsync(Token);
        Assert.Equal(
            "frequent earlier, rare today",
            await _stack.ReadAsync<string>("select string_agg(missed || ' ' || found, ', ' order by missed) from monitoring_synonyms"));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(7)]
    [InlineData(120)]
    [InlineData(30_000)]
    public void Percentile_OfALatency_IsWithinAFifth(double milliseconds)
    {
        var counts = new long[LatencyBuckets.Count];
        counts[LatencyBuckets.IndexOf(TimeSpan.FromMilliseconds(milliseconds))]++;
        var found = LatencyBuckets.Percentile(counts, 0.95)!.Value;
        Assert.InRange(found / milliseconds, 0.8, 1.2);
    }

    private static long CallsOf(JsonElement outcomes, string source) => outcomes.GetProperty(source).GetProperty("calls").GetInt64();

    private static long CountOf(string text, string labels) => long.Parse(
        text.Split('\n').Single(line => line.StartsWith(
            $"vql_answers_duration_seconds_count{{entity=\"contact\",{labels}", StringComparison.Ordinal)).Split(' ')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
