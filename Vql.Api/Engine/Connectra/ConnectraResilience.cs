using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Vql.Storage.Monitoring;

namespace Vql.Api.Engine.Connectra;

/// <summary>The retries, circuit breakers and timeouts of the VQL path. docs/decisions.md explains their values.</summary>
internal static class ConnectraResilience
{
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortSamplingDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InitialBreak = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxBreak = TimeSpan.FromSeconds(10);

    // After a longer delay, PostgreSQL answers first.
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMilliseconds(100);

    // The circuit breaker can open at less than one request per second, and immediately at five.
    private const int MinimumCalls = 4;

    /// <summary>The option of a request whose query can be slow by its own doing.</summary>
    public static HttpRequestOptionsKey<bool> IsHeavy { get; } = new("vql.heavy");

    public static void AddConnectraResilience(this IHttpClientBuilder client, ConnectraOptions options) =>
        client.AddResilienceHandler("vql", (pipeline, context) =>
        {
            pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            if (options.RetryAttempts > 0)
            {
                pipeline.AddRetry(Retry(options));
            }

            // Under load, the successful calls of ten seconds would hide an outage for long. A second of failures is enough.
            var circuit = context.ServiceProvider.GetRequiredService<Circuit>();
            pipeline.AddCircuitBreaker(Breaker(ShortSamplingDuration, 0.9, circuit, circuit.Sudden));
            pipeline.AddCircuitBreaker(Breaker(SamplingDuration, 0.5, circuit, circuit.Lasting));
            pipeline.AddTimeout(options.AttemptTimeout);
        });

    private static RetryStrategyOptions<HttpResponseMessage> Retry(ConnectraOptions options) => new()
    {
        MaxRetryAttempts = options.RetryAttempts,
        Delay = options.RetryDelay < MaxRetryDelay ? options.RetryDelay : MaxRetryDelay,
        MaxDelay = MaxRetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = attempt => ValueTask.FromResult(IsWorthRetrying(attempt.Outcome)),
        DelayGenerator = attempt => ValueTask.FromResult(RetryAfter(attempt.Outcome.Result)),
    };

    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(
        TimeSpan sampling, double ratio, Circuit circuit, CircuitBreakerStateProvider state) => new()
        {
            StateProvider = state,
            ManualControl = circuit.Control,
            FailureRatio = ratio,
            MinimumThroughput = MinimumCalls,
            SamplingDuration = sampling,
            BreakDurationGenerator = attempt => ValueTask.FromResult(
                InitialBreak * Math.Min(Math.Pow(2, attempt.HalfOpenAttempts), MaxBreak / InitialBreak)),
            ShouldHandle = attempt => ValueTask.FromResult(circuit.Forced != ForcedCircuit.Closed && !IsOwnDoing(attempt, state) && (
                attempt.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                || attempt.Outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests })),
        };

    // The timeouts of one caller's heavy queries must not open the circuit breaker for all. While it is half-open, a timeout
    // counts, because it is no proof that the search has recovered.
    private static bool IsOwnDoing(
        CircuitBreakerPredicateArguments<HttpResponseMessage> attempt, CircuitBreakerStateProvider state) =>
        state.CircuitState == CircuitState.Closed
        && attempt.Outcome is { Exception: TimeoutRejectedException } or { Result.StatusCode: HttpStatusCode.GatewayTimeout }
        && attempt.Context.GetRequestMessage()?.Options.TryGetValue(IsHeavy, out var isHeavy) == true && isHeavy;

    // Only failures that a retry can resolve. After a refused connection or a timeout, PostgreSQL answers immediately.
    private static bool IsWorthRetrying(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } } } => true,
        { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        { Result: { StatusCode: HttpStatusCode.TooManyRequests } response } =>
            RetryAfter(response) is null || RetryAfter(response) <= MaxRetryAfter,
        _ => false,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage? response) => response?.Headers.RetryAfter?.Delta;
}
