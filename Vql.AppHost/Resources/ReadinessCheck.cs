using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.AppHost.Resources;

/// <summary>
/// A health check that asks again for a while before it reports failure. Aspire checks a starting resource after 0, 1, 3, 6 and 10 s, so
/// that one that is ready after 1.5 s is noticed after 3; all that waits for it loses the difference.
/// </summary>
internal sealed class ReadinessCheck(Func<CancellationToken, Task<HealthCheckResult>> check, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var result = await check(cancellationToken);
            if (result.Status == HealthStatus.Healthy || time.GetElapsedTime(started) > Patience)
            {
                return result;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}

/// <summary>Adds readiness checks to resources.</summary>
internal static class ReadinessCheckExtensions
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a check.</summary>
    public static IResourceBuilder<T> WithReadinessCheck<T>(
        this IResourceBuilder<T> builder, Func<CancellationToken, Task<HealthCheckResult>> check)
        where T : IResource
    {
        var key = $"{builder.Resource.Name}_ready";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(key, _ => new ReadinessCheck(check, TimeProvider.System), null, null));
        return builder.WithHealthCheck(key);
    }

    /// <summary>Adds a check that sends a GET request to the endpoint <c>http</c> and expects success.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path, beginning with a slash.</param>
    public static IResourceBuilder<T> WithHttpReadinessCheck<T>(this IResourceBuilder<T> builder, string path)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.GetEndpoint("http");
        // Lives as long as the application, which ends with the process.
        var client = new HttpClient { Timeout = RequestTimeout };
        return builder.WithReadinessCheck(cancellationToken => GetAsync(client, endpoint, path, cancellationToken));
    }

    private static async Task<HealthCheckResult> GetAsync(
        HttpClient client, EndpointReference endpoint, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(endpoint.Url + path), cancellationToken);
            return answer.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{path} answers {(int)answer.StatusCode}");
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"{endpoint.Url} does not answer: {exception.Message}");
        }
    }
}
