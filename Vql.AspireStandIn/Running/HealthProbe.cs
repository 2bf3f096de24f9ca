using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Watches the health of resources.</summary>
internal sealed class HealthProbe(HealthCheckService checks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new() { Timeout = AnswerLimit };

    public static bool HasChecks(IResource resource) =>
        resource.Annotations.Any(annotation => annotation is HealthCheckAnnotation or HttpHealthCheckAnnotation);

    /// <summary>Looks again and again, and tells of changes.</summary>
    /// <returns>Whether the resource was ever healthy.</returns>
    public async Task<bool> WatchAsync(IResource resource, Action<bool> onChange, CancellationToken cancellationToken)
    {
        var (known, ever) = (false, false);
        try
        {
            while (true)
            {
                var healthy = await IsHealthyAsync(resource, cancellationToken);
                ever |= healthy;
                if (healthy != known)
                {
                    known = healthy;
                    onChange(healthy);
                }

                await Task.Delay(healthy ? WhileHealthy : UntilHealthy, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ever;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> IsHealthyAsync(IResource resource, CancellationToken cancellationToken)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            if (!await AnswersAsync(new EndpointReference((IResourceWithEndpoints)resource, check.EndpointName).Url + check.Path, check.StatusCode, cancellationToken))
            {
                return false;
            }
        }

        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet();
        return keys.Count == 0
            || (await checks.CheckHealthAsync(registration => keys.Contains(registration.Name), cancellationToken)).Status == HealthStatus.Healthy;
    }

    private async Task<bool> AnswersAsync(string url, int status, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)answer.StatusCode == status;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
