using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Vql.Tests.Infrastructure;

/// <summary>A replacement for an Elasticsearch node that counts its requests and returns scripted responses.</summary>
internal sealed class ScriptedNode : IAsyncDisposable
{
    private const string Green = """{"status":"green"}""";

    private readonly WebApplication _server;
    private int _requests;

    private ScriptedNode(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Uri Url => new(_server.Urls.First());

    public int Requests => _requests;

    /// <summary>The <c>Authorization</c> header of the last request.</summary>
    public string? Authorization { get; private set; }

    /// <summary>The handler of requests. Default: 200 and the health of a green cluster.</summary>
    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync(Green, context.RequestAborted);

    public static async Task<ScriptedNode> StartAsync(X509Certificate2? certificate = null)
    {
        var node = new ScriptedNode(certificate);
        await node._server.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>Resets the number of requests.</summary>
    public void Reset() => _requests = 0;

    /// <summary>Makes the node return a status and an empty body.</summary>
    public void AnswerWith(int status) => Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Makes the node accept requests without responding.</summary>
    /// <returns>A task that completes when the first of these requests has arrived.</returns>
    public Task Hang()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer = context =>
        {
            arrived.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        return arrived.Task;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        Authorization = context.Request.Headers.Authorization;
        return Answer(context);
    }
}
