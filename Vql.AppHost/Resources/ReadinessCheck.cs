using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.AppHost.Resources;

/// <summary>
/// A health check that polls for some time before it reports a failure. Aspire checks a starting resource after 0, 1,
/// 3, 6, and 10 s. Without polling, a resource that is ready after 1.5 s delays its dependents until 3 s.
/// </summary>
internal sealed class ReadinessCheck(Func<CancellationToken, Task<HealthCheckResult>> check, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var result = await check(cancellationToken);
            if (result.Status == HealthStatus.Healthy || time.GetElapsedTime(started) > Timeout)
            {
                return result;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }
}

/// <summary>Adds readiness checks to resources.</summary>
internal static class ReadinessCheckExtensions
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a readiness check.</summary>
    public static IResourceBuilder<T> WithReadinessCheck<T>(
        this IResourceBuilder<T> builder, Func<CancellationToken, Task<HealthCheckResult>> check)
        where T : IResource
    {
        var key = $"{builder.Resource.Name}_ready";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(key, _ => new ReadinessCheck(check, TimeProvider.System), null, null));
        return builder.WithHealthCheck(key);
    }

    /// <summary>
    /// Adds a check that sends a GET request to the endpoint <c>http</c> and expects a success status.
    /// </summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path, with a leading slash.</param>
    public static IResourceBuilder<T> WithHttpReadinessCheck<T>(this IResourceBuilder<T> builder, string path)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.GetEndpoint("http");
        // Not disposed: the client is used for the lifetime of the process.
        var client = new HttpClient { Timeout = RequestTimeout };
        return builder.WithReadinessCheck(cancellationToken => GetAsync(client, endpoint, path, cancellationToken));
    }

    private static async Task<HealthCheckResult> GetAsync(
        HttpClient client, EndpointReference endpoint, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(endpoint.Url + path), cancellationToken);
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{path} returned status {(int)response.StatusCode}");
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"{endpoint.Url} is unreachable: {exception.Message}");
        }
    }
}
