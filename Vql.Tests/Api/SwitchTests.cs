using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vql.EmbeddedPostgres;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>
/// Tests of the choice between the paths while the search fails, hangs, is slow, or is rolled out to some callers.
/// </summary>
public sealed class SwitchTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private const string List = "/api/v1/contacts/?title=engineer&limit=5";
    private const string Count = "/api/v1/contacts/count/?title=engineer";

    // The circuit breaker opens in the first rounds.
    private const int Rounds = 30;

    private ScriptedConnectra _connectra = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _connectra = await ScriptedConnectra.StartAsync(rows.Source);

    public ValueTask DisposeAsync() => _connectra.DisposeAsync();

    [Theory]
    [InlineData("hangs")]
    [InlineData("answers slowly")]
    [InlineData("is overloaded")]
    [InlineData("resets")]
    public async Task Outage_WithConcurrentRequests_FailsAndDelaysNoRequest(string fault)
    {
        await using var api = await StartAsync();
        await api.SourceOfAsync(List);
        _connectra.Answer = fault switch
        {
            "hangs" => context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
            "answers slowly" => async context =>
            {
                await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, context.RequestAborted);
                await _connectra.AnswerAsync(context);
            }
            ,
            "is overloaded" => context =>
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            }
            ,
            _ => context =>
            {
                context.Abort();
                return Task.CompletedTask;
            }
            ,
        };
        await SendRequestsAsync(api);
    }

    [Fact]
    public async Task Outage_OfAnUnresponsiveAddress_FailsAndDelaysNoRequest()
    {
        // The operating system neither accepts nor refuses connections to a socket with a full backlog.
        using var hole = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        hole.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        hole.Listen(1);
        await using var api = await RunningApi.StartAsync(rows.ConnectionString, $"http://{hole.LocalEndPoint}");
        await SendRequestsAsync(api);
    }

    [Fact]
    public async Task Outage_WithoutAListener_FailsAndDelaysNoRequest()
    {
        await using var api = await RunningApi.StartAsync(rows.ConnectionString, $"http://127.0.0.1:{FreePort.Find()}");
        await SendRequestsAsync(api);
    }

    [Fact]
    public async Task SlowSearch_WithAHedgingBudget_IsHedgedByPostgres()
    {
        var release = new TaskCompletionSource();
        _connectra.Answer = async context =>
        {
            await release.Task.WaitAsync(context.RequestAborted);
            await _connectra.AnswerAsync(context);
        };
        await using var api = await StartAsync("--VQL_SEARCH_TIMEOUT=60");
        Assert.Equal("hedged", await api.SourceOfAsync(List));
        release.SetResult();

        // On a busy machine, a search can take longer than the delay of the hedge.
        await StreamRig.WaitUntilAsync(async () => await api.SourceOfAsync(List) == "vql", () => "no search answered");
    }

    [Fact]
    public async Task SlowSearch_WithoutHedging_TimesOut()
    {
        _connectra.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using var api = await StartAsync("--VQL_HEDGE_PERCENT=0");
        Assert.Equal("timeout", await api.SourceOfAsync(List));
    }

    [Fact]
    public async Task HeavyQueries_ThatTimeOut_DoNotOpenTheCircuitForOthers()
    {
        _connectra.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using var api = await StartAsync("--VQL_HEDGE_PERCENT=0", "--VQL_SEARCH_TIMEOUT=0.1", "--CONNECTRA_RETRY_ATTEMPTS=0");
        var heavy = $"/api/v1/contacts/count/?title={string.Join(',', Enumerable.Range(0, 60).Select(number => $"engineer{number}"))}";
        for (var request = 0; request < 8; request++)
        {
            Assert.Equal("expensive", await api.SourceOfAsync(heavy));
        }

        var health = await api.GetAsync("/api/v1/health/vql");
        Assert.Equal("closed", health.GetProperty("connectra_details").GetProperty("circuit").GetString());
        Assert.Equal("timeout", await api.SourceOfAsync(Count));
        var failing = await api.GetAsync("/api/v1/health/vql");
        Assert.Equal("unhealthy", failing.GetProperty("connectra_status").GetString());
        Assert.Contains("timeout", failing.GetProperty("connectra_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollout_AtHalf_GivesACallerAlwaysTheSame()
    {
        await using var none = await StartAsync("--VQL_ROLLOUT_PERCENT=0");
        Assert.Equal("rollout", await none.SourceOfAsync(Count));
        await using var half = await StartAsync("--VQL_ROLLOUT_PERCENT=50");
        var sources = new HashSet<string>();
        for (var request = 0; request < 10; request++)
        {
            sources.Add(await half.SourceOfAsync(Count));
        }

        Assert.Single(sources);
    }

    [Fact]
    public void Rollout_AsItGrows_OnlyAddsCallers()
    {
        var callers = Enumerable.Range(0, 2000).Select(number => $"caller {number}").ToList();
        var some = callers.Where(caller => Vql.Api.Engine.Rollout.Includes(caller, 20)).ToHashSet();
        var more = callers.Where(caller => Vql.Api.Engine.Rollout.Includes(caller, 60)).ToHashSet();
        Assert.Subset(more, some);
        Assert.InRange(some.Count, 300, 500);
        Assert.InRange(more.Count, 1100, 1300);
    }

    [Fact]
    public async Task Fallback_WhenPostgresIsFull_ShedsWith503AndRetryAfter()
    {
        await using var api = await StartAsync("--CONNECTRA_ENABLED=false", "--FALLBACK_CONCURRENCY=1", "--FALLBACK_QUEUE=0");
        await using var connection = await rows.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var block = new Npgsql.NpgsqlCommand("lock table contacts in access exclusive mode", connection, transaction))
        {
            await block.ExecuteNonQueryAsync(Token);
        }

        // Either request may be admitted. It waits for the lock, so the rejected one ends first.
        Task<HttpResponseMessage>[] both = [api.Client.GetAsync(List, Token), api.Client.GetAsync(List, Token)];
        var ended = await Task.WhenAny(both);
        var shed = await ended;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, shed.StatusCode);
        Assert.NotNull(shed.Headers.RetryAfter);
        await transaction.RollbackAsync(Token);
        Assert.Equal(HttpStatusCode.OK, (await both.Single(request => request != ended)).StatusCode);
    }

    [Fact]
    public async Task Statistics_AfterAnswersAndFailures_CountThemByReason()
    {
        await using var api = await StartAsync("--CONNECTRA_RETRY_ATTEMPTS=0");
        await api.SourceOfAsync(List);
        await api.SourceOfAsync(Count);
        _connectra.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        Assert.Equal("unauthorized", await api.SourceOfAsync(List));
        Assert.Equal("fresh", await api.SourceOfAsync(List + "&consistency=fresh"));

        var statistics = await api.GetAsync("/api/v1/health/vql/stats");
        Assert.Equal(4, statistics.GetProperty("total_queries").GetInt32());
        Assert.Equal(2, statistics.GetProperty("successes").GetInt32());
        Assert.Equal(1, statistics.GetProperty("failures").GetInt32());
        Assert.Equal(66.67, statistics.GetProperty("success_rate").GetDouble());
        Assert.True(statistics.GetProperty("average_time").GetDouble() > 0);
        var minute = statistics.GetProperty("windows").GetProperty("1m");
        Assert.Equal(1, minute.GetProperty("fallbacks_by_reason").GetProperty("fresh").GetInt32());
        Assert.True(minute.GetProperty("p99").GetDouble() > 0);
        Assert.Equal("healthy", (await api.GetAsync("/api/v1/health/vql")).GetProperty("connectra_status").GetString());
    }

    [Fact]
    public async Task Shadow_OfAnIndexThatMissesARow_KeepsTheDifference()
    {
        _connectra.TransformRows = found => found.Skip(1);
        await using var api = await StartAsync("--VQL_SHADOW_PERCENT=100");
        await api.SourceOfAsync(List);
        var answer = default(JsonElement);
        await StreamRig.WaitUntilAsync(
            async () =>
            {
                answer = await api.GetAsync("/api/v1/health/vql/differences");
                return answer.GetProperty("differences").GetArrayLength() > 0;
            },
            () => "the difference was not stored");

        var difference = answer.GetProperty("differences")[0];
        Assert.Equal(0, difference.GetProperty("first_at").GetInt32());
        Assert.Equal(difference.GetProperty("postgres").GetArrayLength() - 1, difference.GetProperty("search").GetArrayLength());
        Assert.Equal(1, answer.GetProperty("since_start").GetProperty("different").GetInt32());
    }

    private Task<RunningApi> StartAsync(params string[] more) => RunningApi.StartAsync(rows.ConnectionString, _connectra.Url, more);

    // A response that waited for the whole search timeout would exceed the request timeout and fail.
    private static async Task SendRequestsAsync(RunningApi api)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
                Assert.NotEqual("vql", await api.SourceOfAsync(number % 2 == 0 ? List : Count))));
        }
    }
}
