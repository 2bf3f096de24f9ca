using Vql.AppHost.Resources;
using Vql.AppHost.Topologies;

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
            // When the AppHost runs the server, it creates the database itself; elsewhere the image does.
            environment["POSTGRES_DB"] = Template.Of(server.Databases.First().Value);
        }

        var project = ProjectOf(resource);
        if (project is not null)
        {
            // Hosts read connection strings and service discovery; the single properties would repeat passwords.
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

    // The variables that Aspire adds to a reference beside its connection string or its service discovery.
    private IEnumerable<string> UnreadVariables() =>
        model.Resources.OfType<IResourceWithConnectionString>()
            .SelectMany(resource => resource.GetConnectionProperties().Select(property => $"{resource.Name}_{property.Key}"))
            .Concat(model.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()
                .Select(endpoint => $"{resource.Name}_{endpoint.Name}")))
            .Select(name => name.ToUpperInvariant().Replace('-', '_'));

    // The name of the project whose image the resource runs; null for an image from elsewhere.
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
        project is not null ? new Image(project.ToLowerInvariant().Replace('.', '-'), IsOurs: true)
        : resource.TryGetContainerImageName(out var name) ? new Image(name, IsOurs: false)
        : throw new NotSupportedException($"The resource {resource.Name} has no container image.");

    private static List<Port> PortsOf(IResource resource) =>
    [
        .. resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => (Endpoint: endpoint, Number: TemplateReader.PortOf(endpoint)))
            .Select(one => new Port(
                one.Endpoint.Name, one.Number, one.Endpoint.IsExternal ? one.Endpoint.Port ?? one.Number : null))
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
        _ => ServiceProfile.Foreign,
    };

    // The worker's image migrates once, and everything that uses the database waits for it.
    private static List<DeployedService> AddMigration(List<DeployedService> services)
    {
        var worker = services.First(service => service.Image == ImageOfWorker);
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

    private static Image ImageOfWorker { get; } = new(WorkerProject.ToLowerInvariant().Replace('.', '-'), IsOurs: true);

    // Dependencies first, otherwise in the order of the model: so the files read from the bottom of the stack to its top.
    private static List<DeployedService> Sort(List<DeployedService> services)
    {
        var sorted = new List<DeployedService>();
        while (sorted.Count < services.Count)
        {
            var next = services.Find(service => !sorted.Contains(service)
                && service.Dependencies.All(dependency => sorted.Exists(done => done.Name == dependency.Service)));
            sorted.Add(next ?? throw new NotSupportedException("The services of the application model wait for each other in a circle."));
        }

        return sorted;
    }
}
