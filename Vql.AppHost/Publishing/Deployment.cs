namespace Vql.AppHost.Publishing;

/// <summary>A deployment of the application model, independent of the output format.</summary>
/// <param name="Services">The services in dependency order.</param>
/// <param name="Variables">The variables that are set at deployment.</param>
internal sealed record Deployment(IReadOnlyList<DeployedService> Services, IReadOnlyList<Variable> Variables);

/// <summary>The kinds of services.</summary>
internal enum ServiceKind
{
    /// <summary>A stateless program that runs until it is stopped.</summary>
    Host,

    /// <summary>A server that stores data in volumes.</summary>
    Store,

    /// <summary>A command that runs to completion.</summary>
    Job,
}

/// <summary>A service, which runs as one or more identical containers.</summary>
internal sealed record DeployedService
{
    /// <summary>The name, which is also the host name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of service.</summary>
    public required ServiceKind Kind { get; init; }

    /// <summary>The container image.</summary>
    public required Image Image { get; init; }

    /// <summary>The arguments of the entry point of the image.</summary>
    public IReadOnlyList<Template> Arguments { get; init; } = [];

    /// <summary>The environment variables, sorted by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, Template>> Environment { get; init; }

    /// <summary>The ports that the container listens on.</summary>
    public IReadOnlyList<Port> Ports { get; init; } = [];

    /// <summary>The named volumes.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>The services that this service waits for before it starts.</summary>
    public IReadOnlyList<Dependency> Dependencies { get; init; } = [];

    /// <summary>The health checks, resource limits, and replicas.</summary>
    public required ServiceProfile Profile { get; init; }
}

/// <summary>A container image.</summary>
/// <param name="Name">The full name with the tag. For a project image, the name without registry and tag.</param>
/// <param name="IsProjectImage">
/// Whether this repository builds the image. Its registry and tag are set at deployment.
/// </param>
internal sealed record Image(string Name, bool IsProjectImage);

/// <summary>A port of a container.</summary>
/// <param name="Name">The name of the endpoint.</param>
/// <param name="Number">The port that the container listens on.</param>
/// <param name="Published">The port on the machine that runs the container. Null for an internal port.</param>
internal sealed record Port(string Name, int Number, int? Published);

/// <summary>A volume that outlives its container.</summary>
/// <param name="Name">The name.</param>
/// <param name="Path">The mount path in the container.</param>
internal sealed record Volume(string Name, string Path);

/// <summary>A service that another service waits for.</summary>
/// <param name="Service">The name of the service.</param>
/// <param name="Condition">The condition to wait for.</param>
internal sealed record Dependency(string Service, DependencyCondition Condition);

/// <summary>The conditions that a service can wait for.</summary>
internal enum DependencyCondition
{
    Started,
    Healthy,
    Completed,
}

/// <summary>A value that is not part of the published files.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsRequired">Whether a deployment without a value must fail.</param>
/// <param name="Description">The purpose of the value and how to create one.</param>
internal sealed record Variable(string Name, bool IsRequired, string Description);
