using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Vql.ServiceDefaults;

/// <summary>The response body of <c>/health</c>.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c>, or <c>unhealthy</c>.</param>
/// <param name="Environment">The environment of the host, such as <c>Production</c>.</param>
/// <param name="Checks">The status of each health check.</param>
internal sealed record HealthBody(string Status, string Environment, IReadOnlyDictionary<string, string> Checks)
{
    /// <summary>Writes a health report as the response.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthBody(
            NameOf(report.Status), context.RequestServices.GetRequiredService<IHostEnvironment>().EnvironmentName,
            report.Entries.ToDictionary(entry => entry.Key, entry => NameOf(entry.Value.Status))),
        HealthBodyJson.Default.HealthBody, cancellationToken: context.RequestAborted);

    private static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthBody))]
internal sealed partial class HealthBodyJson : JsonSerializerContext;
