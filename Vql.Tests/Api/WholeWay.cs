using Microsoft.AspNetCore.Http;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>The API and Connectra over a rig's rows and engine, and a door between the two.</summary>
internal sealed class WholeWay : IAsyncDisposable
{
    private readonly RunningService _connectra;
    private readonly ScriptedConnectra _door;

    private WholeWay(RunningService connectra, ScriptedConnectra door, RunningApi api)
    {
        _connectra = connectra;
        _door = door;
        Api = api;
        LetSearch(true);
    }

    public RunningApi Api { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<WholeWay> StartAsync(StreamRig rig, params string[] more)
    {
        var connectra = await RunningService.StartAsync(rig.ConnectionString, rig.Engine.BaseAddress!);
        var door = await ScriptedConnectra.StartAsync(rig.Source);
        var api = await RunningApi.StartAsync(rig.ConnectionString, door.Url, ["--VQL_HEDGE_PERCENT=0", "--VQL_SEARCH_TIMEOUT=20", "--CONNECTRA_RETRY_ATTEMPTS=0", .. more]);
        return new WholeWay(connectra, door, api);
    }

    /// <summary>Lets the API reach Connectra, or refuses it in a way that opens no circuit.</summary>
    public void LetSearch(bool pass) => _door.Answer = pass ? ForwardAsync : context =>
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await _door.DisposeAsync();
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
