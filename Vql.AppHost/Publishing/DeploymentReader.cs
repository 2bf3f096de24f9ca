using Vql.AppHost.Resources;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Publishing;

/// <summary>Reads the application model into a <see cref="Deployment"/>.</summary>
internal sealed class DeploymentReader(DistributedApplicationModel model, DistributedApplicationExecutionContext context)
{
    /// <summary>The name of the service that migrates the database.</summary>
    public const string Migration = "migrate";

    private const string WorkerProject = "Vql.SyncWorker";
    private const string ApiProject = "Vql.Api";
    private const string DatabaseVariable = $"ConnectionStrings__{Stores.DatabaseName}";

    private readonly TemplateReader _templates = new(context);

    public async Task<Deployment> ReadAsync(CancellationToken cancellationToken)
    {
        var resources = model.Resources
            .Where(resource => resource is ProjectResource or ContainerResource && !resource.IsExcludedFromPublish()).ToList();
        var services = new List<DeployedService>();
        foreach (var resource in resources)
        {
            services.Add(await ReadAsync(resource, resources, cancellationToken));
        }

        return new Deployment(Sort(AddMigration(services)), _templates.Variables);
    }

    private async Task<DeployedService> ReadAsync(IResource resource, List<IResource> deployed, CancellationToken cancellationToken)
    {
        var environment = await _templates.ReadEnvironmentAsync(resource, cancellationToken);
        if (resource is PostgresServerResource { Databases.Count: > 0 } server)
        {
            // In run mode, the AppHost creates the database. In a deployment, the image creates it.
            environment["POSTGRES_DB"] = Template.Of(server.Databases.First().Value);
        }

        var project = ProjectOf(resource);
        if (project is not null)
        {
            // Hosts read only connection strings and service discovery. The other variables would repeat passwords.
            UnreadVariables().ToList().ForEach(name => environment.Remove(name));
        }

        if (project == ApiProject)
        {
            environment[VariableCatalogue.TokenSecret] = _templates.Add(VariableCatalogue.TokenSecret);
        }

        return new DeployedService
        {
            Name = resource.Name,
            Kind = resource is PostgresServerResource or ElasticsearchResource ? ServiceKind.Store : ServiceKind.Host,
            Image = ImageOf(resource, project),
            Arguments = await _templates.ReadArgumentsAsync(resource, cancellationToken),
            Environment = [.. environment.OrderBy(pair => pair.Key, StringComparer.Ordinal)],
            Ports = PortsOf(resource),
            Volumes = VolumesOf(resource),
            Dependencies = DependenciesOf(resource, deployed),
            Profile = ProfileOf(resource, project),
        };
    }

    // The variables that Aspire adds to a reference in addition to its connection string or its service discovery.
    private IEnumerable<string> UnreadVariables() =>
        model.Resources.OfType<IResourceWithConnectionString>()
            .SelectMany(resource => resource.GetConnectionProperties().Select(property => $"{resource.Name}_{property.Key}"))
            .Concat(model.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()
                .Select(endpoint => $"{resource.Name}_{endpoint.Name}")))
            .Select(name => name.ToUpperInvariant().Replace('-', '_'));

    // The name of the project whose image the resource runs. Null for other images.
    private static string? ProjectOf(IResource resource)
    {
        if (resource is ProjectResource project)
        {
            return Path.GetFileNameWithoutExtension(project.GetProjectMetadata().ProjectPath);
        }

        return resource.TryGetLastAnnotation<DockerfileBuildAnnotation>(out var build)
            ? Path.GetFileName(Path.GetDirectoryName(build.DockerfilePath))
            : null;
    }

    // Directory.Build.targets names the images of projects by the same rule.
    private static Image ImageOf(IResource resource, string? project) =>
        project is not null ? new Image(project.ToLowerInvariant().Replace('.', '-'), IsProjectImage: true)
        : resource.TryGetContainerImageName(out var name) ? new Image(name, IsProjectImage: false)
        : throw new NotSupportedException($"The resource {resource.Name} has no container image.");

    private static List<Port> PortsOf(IResource resource) =>
    [
        .. resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => (Endpoint: endpoint, Number: TemplateReader.PortOf(endpoint)))
            .Select(port => new Port(
                port.Endpoint.Name, port.Number, port.Endpoint.IsExternal ? port.Endpoint.Port ?? port.Number : null))
            .DistinctBy(port => port.Number),
    ];

    private static List<Volume> VolumesOf(IResource resource) =>
    [
        .. resource.Annotations.OfType<ContainerMountAnnotation>().Select(mount => mount switch
        {
            { Type: ContainerMountType.Volume, Source: { } name, Target: { } path } => new Volume(name, path),
            _ => throw new NotSupportedException($"The resource {resource.Name} has a mount that is not a named volume."),
        }),
    ];

    private static List<Dependency> DependenciesOf(IResource resource, List<IResource> deployed) =>
    [
        .. resource.Annotations.OfType<WaitAnnotation>()
            .Where(wait => deployed.Contains(wait.Resource))
            .Select(wait => new Dependency(wait.Resource.Name, ConditionOf(wait)))
            .DistinctBy(dependency => dependency.Service),
    ];

    private static DependencyCondition ConditionOf(WaitAnnotation wait) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => DependencyCondition.Completed,
        WaitType.WaitUntilHealthy when ProfileOf(wait.Resource, ProjectOf(wait.Resource)) is { Command: not null }
            => DependencyCondition.Healthy,
        _ => DependencyCondition.Started,
    };

    private static ServiceProfile ProfileOf(IResource resource, string? project) => resource switch
    {
        PostgresServerResource server => ServiceProfile.Postgres(server.Databases.Values.FirstOrDefault(Stores.DatabaseName)),
        ElasticsearchResource => ServiceProfile.Elasticsearch,
        _ when project is not null => ServiceProfile.Project(project),
        _ => ServiceProfile.External,
    };

    // A job with the image of the worker migrates the database. All services that use the database wait for it.
    private static List<DeployedService> AddMigration(List<DeployedService> services)
    {
        var worker = services.First(service => service.Image == WorkerImage);
        var migration = new DeployedService
        {
            Name = Migration,
            Kind = ServiceKind.Job,
            Image = worker.Image,
            Arguments = [Template.Of("migrate")],
            Environment = [.. worker.Environment.Where(pair => pair.Key == DatabaseVariable)],
            Dependencies = [.. worker.Dependencies.Where(dependency => services.Any(
                service => service.Name == dependency.Service && service.Environment.Any(pair => pair.Key == "POSTGRES_DB")))],
            Profile = worker.Profile with
            {
                Command = null,
                LivenessPath = null,
                ReadinessPath = null,
                Replicas = 1,
                HasLargeTemporaryFiles = false,
            },
        };
        return
        [
            migration,
            .. services.Select(service => service.Environment.Any(pair => pair.Key == DatabaseVariable)
                ? service with { Dependencies = [.. service.Dependencies, new Dependency(Migration, DependencyCondition.Completed)] }
                : service),
        ];
    }

    private static Image WorkerImage { get; } = new(WorkerProject.ToLowerInvariant().Replace('.', '-'), IsProjectImage: true);

    // Sorts by dependency and otherwise in model order, so that the files list the stack from the bottom to the top.
    private static List<DeployedService> Sort(List<DeployedService> services)
    {
        var sorted = new List<DeployedService>();
        while (sorted.Count < services.Count)
        {
            var next = services.Find(service => !sorted.Contains(service)
                && service.Dependencies.All(dependency => sorted.Exists(other => other.Name == dependency.Service)));
            sorted.Add(next ?? throw new NotSupportedException("The services of the application model have circular dependencies."));
        }

        return sorted;
    }
}
