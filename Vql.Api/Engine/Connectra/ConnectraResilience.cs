using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Vql.Api.Engine.Connectra;

/// <summary>Retries, the circuit breaker and deadlines of the VQL way; docs/decisions.md says why they are as they are.</summary>
internal static class ConnectraResilience
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortSampling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(10);

    // A retry that comes later than this comes too late: PostgreSQL has the answer by then.
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMilliseconds(100);

    // Four calls in ten seconds: it trips at less than one request a second, and at once at five.
    private const int CallsToJudge = 4;

    public static void AddConnectraResilience(this IHttpClientBuilder client, ConnectraOptions options) =>
        client.AddResilienceHandler("vql", (pipeline, context) =>
        {
            pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            if (options.RetryAttempts > 0)
            {
                pipeline.AddRetry(Retry(options));
            }

            // Under load the good calls of ten seconds outweigh the bad ones for long; a second of hardly any but bad ones will do.
            var circuit = context.ServiceProvider.GetRequiredService<Circuit>();
            pipeline.AddCircuitBreaker(Breaker(ShortSampling, 0.9, circuit.Sudden));
            pipeline.AddCircuitBreaker(Breaker(Sampling, 0.5, circuit.Lasting));
            pipeline.AddTimeout(options.AttemptTimeout);
        });

    private static RetryStrategyOptions<HttpResponseMessage> Retry(ConnectraOptions options) => new()
    {
        MaxRetryAttempts = options.RetryAttempts,
        Delay = options.RetryDelay < LongestRetryDelay ? options.RetryDelay : LongestRetryDelay,
        MaxDelay = LongestRetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = attempt => ValueTask.FromResult(IsWorthRetrying(attempt.Outcome)),
        DelayGenerator = attempt => ValueTask.FromResult(RetryAfter(attempt.Outcome.Result)),
    };

    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(TimeSpan sampling, double ratio, CircuitBreakerStateProvider state) => new()
    {
        StateProvider = state,
        FailureRatio = ratio,
        MinimumThroughput = CallsToJudge,
        SamplingDuration = sampling,
        BreakDurationGenerator = attempt => ValueTask.FromResult(
            FirstBreak * Math.Min(Math.Pow(2, attempt.HalfOpenAttempts), LongestBreak / FirstBreak)),
        ShouldHandle = attempt => ValueTask.FromResult(
            attempt.Outcome.Exception is HttpRequestException or TimeoutRejectedException
            || attempt.Outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests }),
    };

    // Only what a moment may mend. A refused connection or a hang is answered by PostgreSQL at once.
    private static bool IsWorthRetrying(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } } } => true,
        { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        { Result: { StatusCode: HttpStatusCode.TooManyRequests } response } => RetryAfter(response) is null || RetryAfter(response) <= LongestRetryAfter,
        _ => false,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage? response) => response?.Headers.RetryAfter?.Delta;
}
