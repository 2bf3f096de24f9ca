namespace Vql.AppHost.Publishing;

/// <summary>A deployment as every writer needs it: read from the application model, in no format yet.</summary>
/// <param name="Services">The services, each after those it depends on.</param>
/// <param name="Variables">The variables that whoever deploys sets.</param>
internal sealed record Deployment(IReadOnlyList<DeployedService> Services, IReadOnlyList<Variable> Variables);

/// <summary>What a service is.</summary>
internal enum ServiceKind
{
    /// <summary>A stateless program that runs until it is stopped.</summary>
    Host,

    /// <summary>A server that keeps data in volumes.</summary>
    Store,

    /// <summary>A command that runs once and ends.</summary>
    Job,
}

/// <summary>A container, or several identical ones.</summary>
internal sealed record DeployedService
{
    /// <summary>The service's name, which is also its host name.</summary>
    public required string Name { get; init; }

    /// <summary>What the service is.</summary>
    public required ServiceKind Kind { get; init; }

    /// <summary>The container image.</summary>
    public required Image Image { get; init; }

    /// <summary>The arguments of the image's entry point.</summary>
    public IReadOnlyList<Template> Arguments { get; init; } = [];

    /// <summary>The environment variables, sorted by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, Template>> Environment { get; init; }

    /// <summary>The ports that the container listens on.</summary>
    public IReadOnlyList<Port> Ports { get; init; } = [];

    /// <summary>The named volumes.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>The services to wait for before this one starts.</summary>
    public IReadOnlyList<Dependency> Dependencies { get; init; } = [];

    /// <summary>Health checks, resources and replicas.</summary>
    public required ServiceProfile Profile { get; init; }
}

/// <summary>A container image.</summary>
/// <param name="Name">The full name with its tag; without registry and tag when <paramref name="IsOurs"/>.</param>
/// <param name="IsOurs">Whether this repository builds the image, so that whoever deploys chooses registry and tag.</param>
internal sealed record Image(string Name, bool IsOurs);

/// <summary>A port of a container.</summary>
/// <param name="Name">The endpoint's name.</param>
/// <param name="Number">The port that the container listens on.</param>
/// <param name="Published">The port on the machine that runs the container; null when only other services connect.</param>
internal sealed record Port(string Name, int Number, int? Published);

/// <summary>A volume that outlives its container.</summary>
/// <param name="Name">The volume's name.</param>
/// <param name="Path">Where the container finds it.</param>
internal sealed record Volume(string Name, string Path);

/// <summary>A service that another one waits for.</summary>
/// <param name="Service">The name of the service to wait for.</param>
/// <param name="Condition">What to wait for.</param>
internal sealed record Dependency(string Service, DependencyCondition Condition);

/// <summary>What a service waits for.</summary>
internal enum DependencyCondition
{
    Started,
    Healthy,
    Completed,
}

/// <summary>A value that is not part of the published files.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="IsRequired">Whether a deployment without a value must fail.</param>
/// <param name="Description">What the value is for and how to make one.</param>
internal sealed record Variable(string Name, bool IsRequired, string Description);
