using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>A request, and how a message shows it.</summary>
internal sealed record Request(string Method, string Path, string? Body = null)
{
    public override string ToString() => $"{Method} {Path} {Body}";
}

/// <summary>A response. The body is null if it is no JSON.</summary>
internal sealed record Response(int Status, JsonNode? Body)
{
    /// <summary>The type of the error. Null if there is none.</summary>
    public string? ErrorType => Body is JsonObject body && body["error"] is JsonObject error ? (string?)error["type"] : null;
}

/// <summary>An engine that requests are sent to.</summary>
internal sealed class Engine(HttpClient client)
{
    public async Task<Response> SendAsync(Request request, CancellationToken cancellationToken = default)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(request.Path, UriKind.Relative));
        if (request.Body is { } body)
        {
            var isLines = request.Path.Contains("_bulk", StringComparison.Ordinal)
                || request.Path.Contains("_msearch", StringComparison.Ordinal);
            message.Content = new StringContent(body, Encoding.UTF8, isLines ? "application/x-ndjson" : "application/json");
        }

        using var response = await client.SendAsync(message, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return new Response((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
        }
        catch (JsonException)
        {
            return new Response((int)response.StatusCode, null);
        }
    }
}
