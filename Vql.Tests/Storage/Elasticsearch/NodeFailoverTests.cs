using System.Net;
using Microsoft.Extensions.Time.Testing;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class NodeFailoverTests : IAsyncLifetime
{
    private const int Rounds = 6;

    private static readonly TransportRequest Search = new(HttpMethod.Post, "/contacts/_search?timeout=100ms", "{}"u8.ToArray());
    private static readonly TransportRequest Creation = new(HttpMethod.Put, "/contacts", "{}"u8.ToArray());
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private ScriptedNode _one = null!;
    private ScriptedNode _other = null!;
    private InterruptibleProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await ScriptedNode.StartAsync();
        _other = await ScriptedNode.StartAsync();
        _proxy = new InterruptibleProxy(_one.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Requests_ToTwoNodes_TakeTurns()
    {
        using var transport = Transport();
        await SendAsync(transport, Search, Rounds);
        Assert.Equal((Rounds / 2, Rounds / 2), (_one.Requests, _other.Requests));
    }

    [Fact]
    public async Task Node_ThatIsDead_IsSkippedWhateverTheRequest()
    {
        using var transport = Transport();
        await _proxy.InterruptAsync();
        Assert.All(await SendAsync(transport, Creation, Rounds), status => Assert.Equal(200, status));
        Assert.Equal(Rounds, _other.Requests);
    }

    [Fact]
    public async Task Node_ThatReturns_IsUsedAgain()
    {
        using var transport = Transport();
        await _proxy.InterruptAsync();
        await SendAsync(transport, Search, Rounds);
        _proxy.Restore();
        await SendAsync(transport, Search, Rounds);
        Assert.Equal(0, _one.Requests);

        _time.Advance(MaxPause);
        await SendAsync(transport, Search, Rounds);
        Assert.True(_one.Requests >= Rounds / 2, $"{_one.Requests} requests");
    }

    [Fact]
    public async Task Nodes_ThatAreAllDead_AreNamedInTheFailure()
    {
        using var transport = Transport();
        await using var proxy = new InterruptibleProxy(_other.Url);
        using var cut = new HttpTransport(new ElasticsearchOptions { Nodes = [_proxy.Url, proxy.Url] }, time: _time);
        await _proxy.InterruptAsync();
        await proxy.InterruptAsync();
        var failure = await new IndexAdmin(cut, TimeProvider.System).CheckHealthAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal(ElasticsearchFailureKind.Unreachable, failure!.Kind);
        Assert.Contains($"127.0.0.1:{_proxy.Url.Port} (Connection refused)", failure.Reason, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{proxy.Url.Port} (Connection refused)", failure.Reason, StringComparison.Ordinal);

        // Nodes with a pause are tried if there are no others.
        proxy.Restore();
        Assert.Null(await new IndexAdmin(cut, TimeProvider.System).CheckHealthAsync(TimeSpan.FromMinutes(1), Token));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Search_ThatANodeCannotAnswer_IsRetriedOnAnother(HttpStatusCode status)
    {
        using var transport = Transport();
        _one.AnswerWith((int)status);
        Assert.All(await SendAsync(transport, Search, Rounds), answer => Assert.Equal(200, answer));
        Assert.Equal(1, _one.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(404)]
    public async Task Search_ThatIsAnsweredWithAnotherError_IsNotRetried(int status)
    {
        using var transport = Transport();
        _one.AnswerWith(status);
        Assert.Equal(Rounds / 2, (await SendAsync(transport, Search, Rounds)).Count(answer => answer == status));
        Assert.Equal((Rounds / 2, Rounds / 2), (_one.Requests, _other.Requests));
    }

    [Fact]
    public async Task Request_ThatMayHaveBeenExecuted_IsRetriedOnlyIfRepeatable()
    {
        using var transport = Transport();
        foreach (var node in new[] { _one, _other })
        {
            node.Answer = context =>
            {
                context.Abort();
                return Task.CompletedTask;
            };
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => transport.SendAsync(Creation, Token));
        Assert.Equal(1, _one.Requests + _other.Requests);
        await Assert.ThrowsAsync<HttpRequestException>(() => transport.SendAsync(Search, Token));
        Assert.Equal(3, _one.Requests + _other.Requests);
    }

    [Fact]
    public async Task Creation_ThatANodeCannotAnswer_IsNotRetried()
    {
        using var transport = Transport();
        _one.AnswerWith(503);
        _other.AnswerWith(503);
        Assert.Equal([503], await SendAsync(transport, Creation, 1));
        Assert.Equal(1, _one.Requests + _other.Requests);
    }

    [Fact]
    public async Task Node_WhoseRequestWasCancelled_StaysInUse()
    {
        using var transport = Transport();
        await CancelOnAsync(transport, TimeSpan.FromMilliseconds(100));
        await SendAsync(transport, Search, Rounds);
        Assert.Equal(Rounds / 2, _other.Requests);
    }

    [Fact]
    public async Task Node_ThatWasSilentUntilTheDeadline_IsAvoided()
    {
        using var transport = Transport();
        await CancelOnAsync(transport, TimeSpan.FromSeconds(1));
        await SendAsync(transport, Search, Rounds);
        Assert.Equal(Rounds, _other.Requests);
    }

    // Sends a request that the first node does not answer, and cancels it after a delay.
    private async Task CancelOnAsync(HttpTransport transport, TimeSpan after)
    {
        var answer = _one.Answer;
        var arrived = _one.Hang();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task request;
        do
        {
            request = SendAsync(transport, Search, 1, cancellation.Token);
        }
        while (await Task.WhenAny(request, arrived) == request);

        _time.Advance(after);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        _one.Answer = answer;
        _other.Reset();
    }

    private HttpTransport Transport() => new(new ElasticsearchOptions { Nodes = [_proxy.Url, _other.Url] }, time: _time);

    private static async Task<List<int>> SendAsync(
        HttpTransport transport, TransportRequest request, int times, CancellationToken? cancellationToken = null)
    {
        var statuses = new List<int>();
        for (var time = 0; time < times; time++)
        {
            using var response = await transport.SendAsync(request, cancellationToken ?? Token);
            await response.Body.CopyToAsync(Stream.Null, Token);
            statuses.Add(response.Status);
        }

        return statuses;
    }
}
