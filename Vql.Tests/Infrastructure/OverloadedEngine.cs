using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// A proxy that simulates an overloaded engine. It rejects bulk requests with many operations, and every third
/// operation of other bulk requests, with 429. It forwards all others to a real engine.
/// </summary>
internal sealed class OverloadedEngine : IAsyncDisposable
{
    private const int MaxOperations = 200;

    private readonly HttpClient _engine;
    private readonly WebApplication _server;
    private int _operation;
    private int _rejected;

    private OverloadedEngine(Uri engine)
    {
        _engine = new HttpClient { BaseAddress = engine };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Uri Url => new(_server.Urls.First());

    /// <summary>The number of rejected requests and operations.</summary>
    public int Rejected => _rejected;

    public static async Task<OverloadedEngine> StartAsync(Uri engine)
    {
        var overloaded = new OverloadedEngine(engine);
        await overloaded._server.StartAsync(TestContext.Current.CancellationToken);
        return overloaded;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _engine.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        if (!context.Request.Path.Value!.EndsWith("_bulk", StringComparison.Ordinal))
        {
            await ForwardAsync(context, memory.ToArray());
            return;
        }

        var operations = Operations(System.Text.Encoding.UTF8.GetString(memory.ToArray()));
        if (operations.Count > MaxOperations)
        {
            Interlocked.Increment(ref _rejected);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            await context.Response.WriteAsync(
                """{"error":{"type":"es_rejected_execution_exception","reason":"too much"},"status":429}""", context.RequestAborted);
            return;
        }

        await ForwardSomeAsync(context, operations);
    }

    private async Task ForwardSomeAsync(HttpContext context, List<string> operations)
    {
        var isAccepted = operations.Select(_ => Interlocked.Increment(ref _operation) % 3 != 0).ToList();
        Interlocked.Add(ref _rejected, isAccepted.Count(taken => !taken));
        var taken = new Queue<JsonNode>();
        if (isAccepted.Contains(true))
        {
            using var content = new StringContent(string.Concat(operations.Where((_, at) => isAccepted[at])));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await _engine.PostAsync(
                new Uri(context.Request.Path + context.Request.QueryString, UriKind.Relative), content, context.RequestAborted);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(context.RequestAborted))!;
            taken = new Queue<JsonNode>(body["items"]!.AsArray().Select(item => item!.DeepClone()));
        }

        var items = isAccepted.Select(JsonNode (accepts, at) => accepts ? taken.Dequeue() : Rejection(operations[at]));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            new JsonObject { ["took"] = 1, ["errors"] = true, ["items"] = new JsonArray([.. items]) }.ToJsonString(),
            context.RequestAborted);
    }

    private async Task ForwardAsync(HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType ?? "application/json");
        }

        using var answer = await _engine.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static List<string> Operations(string body)
    {
        var operations = new List<string>();
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < lines.Length; at++)
        {
            operations.Add(
                lines[at].StartsWith("{\"delete\"", StringComparison.Ordinal) ? $"{lines[at]}\n" : $"{lines[at]}\n{lines[++at]}\n");
        }

        return operations;
    }

    private static JsonObject Rejection(string operation)
    {
        using var action = JsonDocument.Parse(operation[..operation.IndexOf('\n', StringComparison.Ordinal)]);
        var (name, of) = action.RootElement.EnumerateObject().Select(member => (member.Name, member.Value)).Single();
        return new JsonObject
        {
            [name] = new JsonObject
            {
                ["_index"] = of.GetProperty("_index").GetString(),
                ["_id"] = of.GetProperty("_id").GetString(),
                ["status"] = 429,
                ["error"] = new JsonObject { ["type"] = "es_rejected_execution_exception", ["reason"] = "too much" },
            },
        };
    }
}
