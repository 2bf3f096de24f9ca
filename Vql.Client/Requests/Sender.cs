using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Vql.Client.Records;

namespace Vql.Client.Requests;

/// <summary>Sends calls: with key and position, again where that is safe and may help, and turns failures into problems.</summary>
internal sealed class Sender(HttpClient http, VqlClientOptions options, TimeProvider time)
{
    private const string PositionHeader = "X-VQL-Position";

    /// <summary>The last write that must be seen.</summary>
    public string? Position { get; set; }

    public async Task<HttpResponseMessage> SendAsync(Call call, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var isLast = attempt >= options.Retries || !call.IsRepeatable;
            HttpResponseMessage? response = null;
            try
            {
                using var request = await MakeAsync(call, cancellationToken).ConfigureAwait(false);
                response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException) when (!isLast)
            {
            }

            if (response is { IsSuccessStatusCode: true })
            {
                Keep(response);
                return response;
            }

            var delay = response is null ? Usual(attempt) : DelayOf(response, attempt);
            using (response)
            {
                if (response is not null && (isLast || delay is null))
                {
                    throw new VqlProblemException(await ReadAsync(response, cancellationToken).ConfigureAwait(false));
                }
            }

            await Task.Delay(delay!.Value, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpRequestMessage> MakeAsync(Call call, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(call.Method, call.Address) { Content = call.Content?.Invoke() };
        if (options.ApiKey is { } key)
        {
            request.Headers.Add("X-API-Key", key);
        }

        if (options.BearerToken is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken).ConfigureAwait(false));
        }

        if (call.Method == HttpMethod.Get && Position is { } position)
        {
            request.Headers.Add(PositionHeader, position);
        }

        if (call.IdempotencyKey is { } idempotent)
        {
            request.Headers.Add("Idempotency-Key", idempotent);
        }

        if (call.IfMatch is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return request;
    }

    private void Keep(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues(PositionHeader, out var positions))
        {
            Position = positions.Last();
        }
    }

    // Null where waiting does not help.
    private TimeSpan? DelayOf(HttpResponseMessage response, int attempt)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
        {
            return null;
        }

        var wanted = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        var delay = wanted ?? Usual(attempt);
        return delay > options.LongestDelay ? null : delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private TimeSpan Usual(int attempt)
    {
        var delay = options.RetryDelay * Math.Pow(2, attempt);
        return delay < options.LongestDelay ? delay : options.LongestDelay;
    }

    private static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Problem? problem = null;
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            problem = JsonSerializer.Deserialize(body, ClientJson.Default.Problem);
        }
        catch (JsonException)
        {
            // A proxy's page, say: the status is all there is.
        }

        return (problem ?? new Problem { Title = response.ReasonPhrase }) with { Status = (int)response.StatusCode };
    }
}
