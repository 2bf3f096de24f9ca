using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vql.EmbeddedPostgres;

namespace Vql.Bench.Cdc;

/// <summary>
/// Replaces an engine: accepts all documents and discards them, so that only the worker and PostgreSQL limit the rate.
/// Forwards other requests to the engine.
/// </summary>
internal sealed class BulkSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _engine;
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _expected;
    private int _documents;

    private BulkSink(WebApplication app, Uri url, Uri engine, int expected)
    {
        _app = app;
        Url = url;
        _engine = new HttpClient { BaseAddress = engine };
        _expected = expected;
    }

    public Uri Url { get; }

    /// <summary>A task that completes when the expected number of documents was accepted.</summary>
    public Task Completed => _completed.Task;

    public static async Task<BulkSink> StartAsync(Uri engine, int expected, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        app.Urls.Add(url.ToString());
        var sink = new BulkSink(app, url, engine, expected);
        app.MapPost("/_bulk", sink.AcceptAsync);
        app.MapFallback(sink.ForwardAsync);
        await app.StartAsync(cancellationToken);
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _engine.Dispose();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.ContentType = "application/json";
        int accepted;
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            accepted = WriteResponse(body.GetBuffer().AsSpan(0, (int)body.Length), json);
        }

        await context.Response.CompleteAsync();
        if (Interlocked.Add(ref _documents, accepted) >= _expected)
        {
            _completed.TrySetResult();
        }
    }

    // An operation is a line, followed by a line with the document unless it is a deletion.
    private static int WriteResponse(ReadOnlySpan<byte> body, Utf8JsonWriter json)
    {
        var accepted = 0;
        json.WriteStartObject();
        json.WriteBoolean("errors"u8, false);
        json.WriteStartArray("items"u8);
        while (!body.IsEmpty)
        {
            var action = new Utf8JsonReader(ReadLine(ref body));
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
                ReadLine(ref body);
            }

            accepted++;
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return accepted;
    }

    private static ReadOnlySpan<byte> ReadLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var request = context.Request;
        var address = new Uri(request.Path + request.QueryString, UriKind.Relative);
        using var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.ContentType is { } type)
        {
            forwarded.Content = new StreamContent(request.Body);
            forwarded.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var response = await _engine.SendAsync(forwarded, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
