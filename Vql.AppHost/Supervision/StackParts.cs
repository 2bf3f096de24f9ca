using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.AppHost.Supervision;

/// <summary>Marks a resource that the console reports and that a start waits for.</summary>
/// <param name="Endpoint">The endpoint whose address is shown; null when the resource has none.</param>
/// <param name="IsFinite">Whether the resource does its work and ends.</param>
internal sealed record StackPartAnnotation(EndpointReference? Endpoint, bool IsFinite) : IResourceAnnotation;

/// <summary>The status of a part of the stack, as the console shows it.</summary>
internal enum PartStatus
{
    /// <summary>Waiting for others, or starting.</summary>
    Pending,

    /// <summary>Running, but a health check fails.</summary>
    Unhealthy,

    /// <summary>Running and healthy.</summary>
    Healthy,

    /// <summary>Ended with success.</summary>
    Finished,

    /// <summary>Stopped on request.</summary>
    Stopped,

    /// <summary>Ended by itself, or did not start.</summary>
    Failed,
}

/// <summary>Reads a part's status from what Aspire publishes of a resource.</summary>
internal static class StackParts
{
    /// <summary>How the state of a crashed process begins that is about to be restarted.</summary>
    public const string RestartingPrefix = "Restarting";

    /// <summary>What DCP gives for a process that a signal ended.</summary>
    private const int NoExitCode = -1;

    /// <summary>Reports a resource once it is healthy.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpoint">The name of the endpoint whose address is shown.</param>
    public static IResourceBuilder<T> InReport<T>(this IResourceBuilder<T> builder, string endpoint)
        where T : IResourceWithEndpoints =>
        builder.WithAnnotation(new StackPartAnnotation(builder.GetEndpoint(endpoint), IsFinite: false));

    /// <summary>Reports a resource once it has ended.</summary>
    public static IResourceBuilder<T> InReportUntilFinished<T>(this IResourceBuilder<T> builder)
        where T : IResource =>
        builder.WithAnnotation(new StackPartAnnotation(null, IsFinite: true));

    /// <summary>Whether a resource is a part that the console reports.</summary>
    public static bool TryGetPart(this IResource resource, [NotNullWhen(true)] out StackPartAnnotation? part) =>
        resource.TryGetLastAnnotation(out part);

    /// <summary>Whether a process has ended.</summary>
    public static bool HasEnded(this CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state);

    /// <summary>Returns the status. A failed process is in state <c>Finished</c> as well: its exit code tells.</summary>
    /// <param name="snapshot">The resource's state.</param>
    /// <param name="isStopRequested">Whether somebody asked for the stop.</param>
    public static PartStatus StatusOf(CustomResourceSnapshot snapshot, bool isStopRequested)
    {
        if (snapshot.HasEnded() || snapshot.State?.Text.StartsWith(RestartingPrefix, StringComparison.Ordinal) == true)
        {
            return isStopRequested ? PartStatus.Stopped : snapshot.ExitCode == 0 ? PartStatus.Finished : PartStatus.Failed;
        }

        return snapshot.State?.Text != KnownResourceStates.Running ? PartStatus.Pending
            : snapshot.HealthStatus is null or HealthStatus.Healthy ? PartStatus.Healthy
            : PartStatus.Unhealthy;
    }

    /// <summary>Describes the end of a process, such as <c>exit code 137</c>.</summary>
    public static string DescribeEnd(CustomResourceSnapshot snapshot) => snapshot.ExitCode switch
    {
        null => snapshot.State?.Text ?? "",
        NoExitCode => "killed",
        { } code => string.Create(CultureInfo.InvariantCulture, $"exit code {code}"),
    };
}
