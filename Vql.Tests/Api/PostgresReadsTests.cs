using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vql.Api.Configuration;
using Vql.Api.Engine.Postgres;
using Vql.Api.Monitoring;

namespace Vql.Tests.Api;

/// <summary>Tests of the limits of reads from PostgreSQL.</summary>
public sealed class PostgresReadsTests
{
    private static readonly EngineOptions Options = EngineOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["FALLBACK_CONCURRENCY"] = "1", ["FALLBACK_QUEUE"] = "0", ["FALLBACK_TIMEOUT"] = "2" }).Build());

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Read_OfASilentDatabase_EndsInTimeAndKeepsItsPlace()
    {
        using var limiter = new FallbackConcurrencyLimiter(Options, _time);
        var reads = Reads(limiter);
        var silent = new TaskCompletionSource<string>();

        var answer = ReadAsync(reads, _ => silent.Task);
        _time.Advance(Options.PostgresTimeout);
        Assert.Null(await answer);
        Assert.Null(await ReadAsync(reads, static _ => Task.FromResult("no room")));

        silent.SetException(new TimeoutException());
        Assert.Equal("free", await ReadAsync(reads, static _ => Task.FromResult("free")));
    }

    [Fact]
    public async Task Read_OfACallerWhoLeft_IsCancelled()
    {
        using var limiter = new FallbackConcurrencyLimiter(Options, _time);
        var reads = Reads(limiter);
        using var caller = new CancellationTokenSource();

        var answer = reads.ReadAsync("contacts", "list", static _ => new TaskCompletionSource<string>().Task, caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private static Task<string?> ReadAsync(PostgresReads reads, Func<CancellationToken, Task<string>> read) =>
        reads.ReadAsync("contacts", "list", read, TestContext.Current.CancellationToken);

    private PostgresReads Reads(FallbackConcurrencyLimiter limiter) => new(
        limiter, Options, new CallRecorder(new MonitoringOptions(IsEnabled: false), _time), _time, NullLogger<PostgresReads>.Instance);
}
