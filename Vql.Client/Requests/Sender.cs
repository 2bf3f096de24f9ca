using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Vql.Client.Records;

namespace Vql.Client.Requests;

/// <summary>
/// Sends requests with credentials and the consistency position, retries idempotent requests, and converts error
/// responses to exceptions.
/// </summary>
internal sealed class Sender(HttpClient http, VqlClientOptions options, TimeProvider time)
{
    private const string PositionHeader = "X-VQL-Position";

    /// <summary>The position of the last write that responses must contain.</summary>
    public string? Position { get; set; }

    public async Task<HttpResponseMessage> SendAsync(Call call, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var isLast = attempt >= options.Retries || !call.IsIdempotent;
            HttpResponseMessage? response = null;
            try
            {
                using var request = await CreateRequestAsync(call, cancellationToken).ConfigureAwait(false);
                response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException) when (!isLast)
            {
            }

            if (response is { IsSuccessStatusCode: true })
            {
                RecordPosition(response);
                return response;
            }

            var delay = response is null ? BackOff(attempt) : DelayOf(response, attempt);
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

    private async Task<HttpRequestMessage> CreateRequestAsync(Call call, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(call.Method, call.Address) { Content = call.Content?.Invoke() };
        if (options.ApiKey is { } key)
        {
            request.Headers.Add("X-API-Key", key);
        }

        if (options.BearerToken is { } token)
        {
            var value = await token(cancellationToken).ConfigureAwait(false);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", value);
        }

        if (call.IsRead && Position is { } position)
        {
            request.Headers.Add(PositionHeader, position);
        }

        if (call.IdempotencyKey is { } idempotencyKey)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (call.IfMatch is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return request;
    }

    private void RecordPosition(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues(PositionHeader, out var positions))
        {
            Position = positions.Last();
        }
    }

    // Returns null if the request must not be retried.
    private TimeSpan? DelayOf(HttpResponseMessage response, int attempt)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
        {
            return null;
        }

        var retryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        var delay = retryAfter ?? BackOff(attempt);
        return delay > options.MaxRetryDelay ? null : delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private TimeSpan BackOff(int attempt)
    {
        var delay = options.RetryDelay * Math.Pow(2, attempt);
        return delay < options.MaxRetryDelay ? delay : options.MaxRetryDelay;
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
            // The body is not a problem document, for example an error page of a proxy. Only the status is known.
        }

        return (problem ?? new Problem { Title = response.ReasonPhrase }) with { Status = (int)response.StatusCode };
    }
}
