using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vql.EmbeddedPostgres;

namespace Vql.Bench.Cdc;

/// <summary>
/// In place of an engine, one that takes every document at once and keeps none: what streams into it is bounded by the
/// worker and PostgreSQL alone. All else it passes to the engine.
/// </summary>
internal sealed class BulkSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _engine;
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _capacity;
    private int _documents;

    private BulkSink(WebApplication app, Uri url, Uri engine, int capacity)
    {
        _app = app;
        Url = url;
        _engine = new HttpClient { BaseAddress = engine };
        _capacity = capacity;
    }

    public Uri Url { get; }

    /// <summary>Ends when it has taken as many documents as it was made for.</summary>
    public Task Full => _full.Task;

    public static async Task<BulkSink> StartAsync(Uri engine, int capacity, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        app.Urls.Add(url.ToString());
        var sink = new BulkSink(app, url, engine, capacity);
        app.MapPost("/_bulk", sink.TakeAsync);
        app.MapFallback(sink.PassAsync);
        await app.StartAsync(cancellationToken);
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _engine.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.ContentType = "application/json";
        int taken;
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            taken = Answer(body.GetBuffer().AsSpan(0, (int)body.Length), json);
        }

        await context.Response.CompleteAsync();
        if (Interlocked.Add(ref _documents, taken) >= _capacity)
        {
            _full.TrySetResult();
        }
    }

    // An operation is a line, and what it indexes another.
    private static int Answer(ReadOnlySpan<byte> body, Utf8JsonWriter json)
    {
        var taken = 0;
        json.WriteStartObject();
        json.WriteBoolean("errors"u8, false);
        json.WriteStartArray("items"u8);
        while (!body.IsEmpty)
        {
            var action = new Utf8JsonReader(Line(ref body));
            action.Read();
            action.Read();
            var isDeletion = action.ValueTextEquals("delete"u8);
            do
            {
                action.Read();
            }
            while (action.TokenType != JsonTokenType.PropertyName || !action.ValueTextEquals("_id"u8));

            action.Read();
            json.WriteStartObject();
            json.WriteStartObject(isDeletion ? "delete"u8 : "index"u8);
            json.WriteString("_id"u8, action.ValueSpan);
            json.WriteNumber("status"u8, 200);
            json.WriteEndObject();
            json.WriteEndObject();
            if (!isDeletion)
            {
                Line(ref body);
            }

            taken++;
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return taken;
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }

    private async Task PassAsync(HttpContext context)
    {
        var request = context.Request;
        using var passed = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(request.Path + request.QueryString, UriKind.Relative));
        if (request.ContentType is { } type)
        {
            passed.Content = new StreamContent(request.Body);
            passed.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await _engine.SendAsync(passed, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
