using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.AppHost.Supervision;

/// <summary>Marks a resource that is reported on the console and that the start of the stack waits for.</summary>
/// <param name="Endpoint">The endpoint whose address is shown. Null if the resource has none.</param>
/// <param name="IsFinite">Whether the resource runs to completion.</param>
internal sealed record StackPartAnnotation(EndpointReference? Endpoint, bool IsFinite) : IResourceAnnotation;

/// <summary>The status of a part of the stack on the console.</summary>
internal enum PartStatus
{
    /// <summary>Waiting for other parts, or starting.</summary>
    Pending,

    /// <summary>Running, but a health check fails.</summary>
    Unhealthy,

    /// <summary>Running and healthy.</summary>
    Healthy,

    /// <summary>Exited successfully.</summary>
    Finished,

    /// <summary>Stopped on request.</summary>
    Stopped,

    /// <summary>Exited unexpectedly, or did not start.</summary>
    Failed,
}

/// <summary>Determines the status of a part from the snapshots of its resource.</summary>
internal static class StackParts
{
    /// <summary>The prefix of the state of a crashed process that waits for its restart.</summary>
    public const string RestartingPrefix = "Restarting";

    /// <summary>The exit code in DCP of a process that was terminated by a signal.</summary>
    private const int NoExitCode = -1;

    /// <summary>Reports a resource once it is healthy.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpoint">The name of the endpoint whose address is shown.</param>
    public static IResourceBuilder<T> InReport<T>(this IResourceBuilder<T> builder, string endpoint)
        where T : IResourceWithEndpoints =>
        builder.WithAnnotation(new StackPartAnnotation(builder.GetEndpoint(endpoint), IsFinite: false));

    /// <summary>Reports a resource once it has completed.</summary>
    public static IResourceBuilder<T> InReportUntilFinished<T>(this IResourceBuilder<T> builder)
        where T : IResource =>
        builder.WithAnnotation(new StackPartAnnotation(null, IsFinite: true));

    /// <summary>Returns whether a resource is reported on the console.</summary>
    public static bool TryGetPart(this IResource resource, [NotNullWhen(true)] out StackPartAnnotation? part) =>
        resource.TryGetLastAnnotation(out part);

    /// <summary>Returns whether the process of a resource has exited.</summary>
    public static bool HasExited(this CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state);

    /// <summary>
    /// Returns the status. Both success and failure have the state <c>Finished</c>; the exit code differs.
    /// </summary>
    /// <param name="snapshot">The snapshot of the resource.</param>
    /// <param name="isStopRequested">Whether the resource was stopped on request.</param>
    public static PartStatus StatusOf(CustomResourceSnapshot snapshot, bool isStopRequested)
    {
        if (snapshot.HasExited() || snapshot.State?.Text.StartsWith(RestartingPrefix, StringComparison.Ordinal) == true)
        {
            return isStopRequested ? PartStatus.Stopped : snapshot.ExitCode == 0 ? PartStatus.Finished : PartStatus.Failed;
        }

        return snapshot.State?.Text != KnownResourceStates.Running ? PartStatus.Pending
            : snapshot.HealthStatus is null or HealthStatus.Healthy ? PartStatus.Healthy
            : PartStatus.Unhealthy;
    }

    /// <summary>Describes the exit of a process, such as <c>exit code 137</c>.</summary>
    public static string DescribeExit(CustomResourceSnapshot snapshot) => snapshot.ExitCode switch
    {
        null => snapshot.State?.Text ?? "",
        NoExitCode => "killed",
        { } code => string.Create(CultureInfo.InvariantCulture, $"exit code {code}"),
    };
}
