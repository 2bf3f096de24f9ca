using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address a resource listens on.</summary>
public sealed class EndpointAnnotation(string name, string uriScheme, int? port, int? targetPort, string? environmentVariable, bool isProxied) : IResourceAnnotation
{
    /// <summary>Its name.</summary>
    public string Name { get; } = ResourceName.Check(name);

    /// <summary>The scheme of its URL.</summary>
    public string UriScheme { get; } = uriScheme;

    /// <summary>The port that clients use; null for any.</summary>
    public int? Port { get; set; } = port;

    /// <summary>The port the process listens on; here always the one that clients use.</summary>
    public int? TargetPort { get; set; } = targetPort;

    /// <summary>The environment variable that tells the process its port.</summary>
    public string? EnvironmentVariable { get; } = environmentVariable;

    /// <summary>Whether it may be given another port than asked for, as tests do.</summary>
    public bool IsProxied { get; set; } = isProxied;

    /// <summary>Whether it is reached from outside.</summary>
    public bool IsExternal { get; set; }

    /// <summary>The host that clients use.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Always TCP here.</summary>
    public ProtocolType Protocol { get; } = ProtocolType.Tcp;

    internal int? AllocatedPort { get; set; }
}

/// <summary>What sets environment variables when a resource starts.</summary>
public sealed class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext, Dictionary<string, object> environmentVariables, CancellationToken cancellationToken = default)
{
    /// <summary>Whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The variables; values are strings or value providers.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables;

    /// <summary>Gives up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

internal sealed record EnvironmentAnnotation(Func<EnvironmentCallbackContext, Task> Callback) : IResourceAnnotation;

internal sealed record ArgumentsAnnotation(IReadOnlyList<object> Arguments) : IResourceAnnotation;

internal enum WaitType
{
    Healthy,
    Started,
    Completed,
}

internal sealed record WaitAnnotation(IResource Resource, WaitType Type, int ExitCode) : IResourceAnnotation;

internal sealed record HealthCheckAnnotation(string Key) : IResourceAnnotation;

internal sealed record HttpHealthCheckAnnotation(string EndpointName, string Path, int StatusCode) : IResourceAnnotation;

internal sealed record ProjectAnnotation(IProjectMetadata Metadata) : IResourceAnnotation;

internal sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;

internal sealed record ManifestExclusionAnnotation : IResourceAnnotation;

internal sealed record ImageAnnotation(string Image, string Tag) : IResourceAnnotation;

internal sealed record DockerfileAnnotation(string ContextPath, string DockerfilePath) : IResourceAnnotation;

internal sealed record MountAnnotation(string? Source, string Target, bool IsReadOnly, bool IsBind) : IResourceAnnotation;
