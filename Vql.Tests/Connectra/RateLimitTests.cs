using Microsoft.Extensions.Time.Testing;
using Vql.Connectra.Access;

namespace Vql.Tests.Connectra;

public sealed class RateLimitTests
{
    private static readonly Uri Unreachable = new("http://127.0.0.1:9");

    [Fact]
    public void Bucket_Emptied_RefillsByASixtiethEachSecond()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(120, time);
        Assert.Equal(120, TakeAll(bucket));
        Assert.Equal(TimeSpan.FromSeconds(0.5), bucket.Take());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, TakeAll(bucket));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(120, TakeAll(bucket));
    }

    [Fact]
    public void Bucket_WithoutCapacity_NeverHasAToken() =>
        Assert.Equal(TimeSpan.MaxValue, new TokenBucket(0, new FakeTimeProvider()).Take());

    [Fact]
    public async Task Service_WithALimit_RejectsExcessRequestsButNotProbes()
    {
        var token = TestContext.Current.CancellationToken;
        await using var service = await RunningService.StartAsync("Host=127.0.0.1;Port=9", Unreachable, "--MAX_REQUESTS_PER_MINUTE=2");
        for (var request = 0; request < 2; request++)
        {
            Assert.Equal(404, (int)(await service.Client.GetAsync("/nope", token)).StatusCode);
        }

        using var rejected = await service.Client.GetAsync("/nope", token);
        Assert.Equal(429, (int)rejected.StatusCode);
        Assert.Equal(
            """{"error":"rate limit exceeded","message":"too many requests, please try again later"}""",
            await rejected.Content.ReadAsStringAsync(token));
        Assert.InRange(rejected.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal(200, (int)(await service.Client.GetAsync("/health", token)).StatusCode);
    }

    private static int TakeAll(TokenBucket bucket)
    {
        var taken = 0;
        while (bucket.Take() is null)
        {
            taken++;
        }

        return taken;
    }
}
