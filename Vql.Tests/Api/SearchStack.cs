using Microsoft.AspNetCore.Http;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>The API and Connectra on the stores of a rig, with a proxy between the two.</summary>
internal sealed class SearchStack : IAsyncDisposable
{
    private readonly RunningService _connectra;
    private readonly ScriptedConnectra _proxy;

    private SearchStack(RunningService connectra, ScriptedConnectra proxy, RunningApi api)
    {
        _connectra = connectra;
        _proxy = proxy;
        Api = api;
        SetSearchAvailable(true);
    }

    public RunningApi Api { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SearchStack> StartAsync(StreamRig rig, params string[] more)
    {
        var connectra = await RunningService.StartAsync(rig.ConnectionString, rig.Engine.BaseAddress!);
        var proxy = await ScriptedConnectra.StartAsync(rig.Source);
        var api = await RunningApi.StartAsync(
            rig.ConnectionString, proxy.Url,
            ["--VQL_HEDGE_PERCENT=0", "--VQL_SEARCH_TIMEOUT=120", "--CONNECTRA_RETRY_ATTEMPTS=0", .. more]);
        return new SearchStack(connectra, proxy, api);
    }

    /// <summary>
    /// Forwards requests to Connectra, or rejects them with a status that does not open the circuit breaker.
    /// </summary>
    public void SetSearchAvailable(bool pass) => _proxy.Answer = pass ? ForwardAsync : context =>
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await _proxy.DisposeAsync();
        await _connectra.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, context.Request.Path + context.Request.QueryString.ToUriComponent());
        request.Content = new StreamContent(context.Request.Body);
        using var answer = await _connectra.Client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
