using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vql.Dashboard.Configuration;

namespace Vql.Dashboard.Data;

/// <summary>The state of the search, as an API reports it.</summary>
/// <param name="IsEnabled">Whether the search is enabled.</param>
/// <param name="Status"><c>healthy</c>, <c>recovering</c>, <c>unhealthy</c>, <c>unavailable</c> or <c>unknown</c>.</param>
/// <param name="Error">The reason why it is not healthy; null if it is healthy or unknown.</param>
/// <param name="Circuit">The state of the circuit breaker.</param>
internal sealed record SearchState(bool IsEnabled, string Status, string? Error, string Circuit);

/// <summary>The answer of the API to a query of the playground.</summary>
/// <param name="Status">The status code; 0 if the API did not answer.</param>
/// <param name="Source">The engine that answered: <c>vql</c> or <c>postgres</c>.</param>
/// <param name="Reason">The fallback reason; null if the search answered.</param>
/// <param name="TookMs">The duration that the API measured, in milliseconds; null if it did not answer.</param>
/// <param name="Uuids">The UUIDs of the rows in order.</param>
/// <param name="Explanation">The explanation of the query; null if it was not requested.</param>
/// <param name="Fault">The error; null if there is none.</param>
internal sealed record PlaygroundAnswer(
    int Status, string? Source, string? Reason, double? TookMs, IReadOnlyList<string> Uuids, JsonElement? Explanation, string? Fault);

/// <summary>Calls the API.</summary>
internal sealed class ApiClient(HttpClient client, DashboardOptions options, ILogger<ApiClient> logger)
{
    /// <summary>The maximum size of an answer.</summary>
    public const int MaxAnswerBytes = 32 << 20;

    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Returns the state of the search. Null if the API does not answer.</summary>
    public async Task<SearchState?> ReadSearchStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, "/api/v1/health/vql", null, HealthTimeout, cancellationToken);
            response.EnsureSuccessStatusCode();
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var root = body.RootElement;
            return new SearchState(
                root.GetProperty("connectra_enabled").GetBoolean(), root.GetProperty("connectra_status").GetString()!,
                root.GetProperty("connectra_error").GetString(),
                root.GetProperty("connectra_details").GetProperty("circuit").GetString()!);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            Log.ApiFailed(logger, options.ApiUrl, exception.Message);
            return null;
        }
    }

    /// <summary>Sends a query of the playground.</summary>
    /// <param name="path">The path and the query string.</param>
    /// <param name="body">The query as JSON; null for a query in the path.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<PlaygroundAnswer> SendAsync(string path, string? body, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(
                body is null ? HttpMethod.Get : HttpMethod.Post, path, body, QueryTimeout, cancellationToken);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            if (!response.IsSuccessStatusCode)
            {
                var detail = root.TryGetProperty("detail", out var known) ? known.GetString() : null;
                return new PlaygroundAnswer((int)response.StatusCode, null, null, null, [], null, detail ?? response.ReasonPhrase);
            }

            return new PlaygroundAnswer(
                (int)response.StatusCode, Header(response, "X-VQL-Source"), Header(response, "X-VQL-Fallback"),
                double.TryParse(Header(response, "X-VQL-Took-Ms"), CultureInfo.InvariantCulture, out var took) ? took : null,
                [.. root.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!)],
                root.GetProperty("meta").TryGetProperty("explain", out var explanation) && explanation.ValueKind == JsonValueKind.Object
                    ? explanation.Clone() : null,
                null);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            return new PlaygroundAnswer(0, null, null, null, [], null, $"The API at {options.ApiUrl} did not answer: {exception.Message}");
        }
    }

    private static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or JsonException or KeyNotFoundException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        using var request = new HttpRequestMessage(method, new Uri(options.ApiUrl, path));
        if (options.ApiKey is { } key)
        {
            request.Headers.Add("X-API-Key", key);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, deadline.Token);
    }
}
