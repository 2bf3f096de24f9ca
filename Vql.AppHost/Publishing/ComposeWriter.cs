namespace Vql.AppHost.Publishing;

/// <summary>Writes a deployment as a Compose file.</summary>
internal static class ComposeWriter
{
    public const string FileName = "compose.yaml";

    /// <summary>The file with the optional settings of all hosts.</summary>
    public const string SettingsFile = "settings.env";

    private const string Comment = "Written by `aspire publish`. Values are in .env; change the AppHost rather than this file.";
    private const string TemporaryFolder = "/tmp";

    /// <summary>Returns the text of the file.</summary>
    public static string Write(Deployment deployment)
    {
        var services = new YamlMap();
        foreach (var service in deployment.Services)
        {
            services.Add(service.Name, Service(service));
        }

        var volumes = new YamlMap();
        foreach (var volume in deployment.Services.SelectMany(service => service.Volumes))
        {
            volumes[volume.Name] = new YamlMap();
        }

        return Yaml.Write(Comment, new YamlMap().With("name", "vql").With("services", services).With("volumes", volumes));
    }

    /// <summary>
    /// Returns the name of the variable with the published port of a service, such as <c>API_PORT</c>.
    /// </summary>
    public static string PortVariable(DeployedService service) => $"{service.Name.ToUpperInvariant().Replace('-', '_')}_PORT";

    private static YamlMap Service(DeployedService service)
    {
        var profile = service.Profile;
        return new YamlMap()
            .With("image", ImageOf(service.Image))
            .With("command", service.Arguments.Select(Text).ToList())
            .With("environment", EnvironmentOf(service))
            .With("env_file", service.Kind == ServiceKind.Host
                ? new List<YamlMap> { new YamlMap().With("path", $"./{SettingsFile}").With("required", false) }
                : null)
            .With("ports", service.Ports.Where(port => port.Published is not null)
                .Select(port => $"${{{PortVariable(service)}:-{port.Published}}}:{port.Number}").ToList())
            .With("expose", service.Ports.Where(port => port.Published is null).Select(port => $"{port.Number}").ToList())
            .With("volumes", VolumesOf(service))
            .With("tmpfs", profile is { IsReadOnly: true, HasLargeTemporaryFiles: false } ? new List<string> { TemporaryFolder } : null)
            .With("shm_size", profile.SharedMemory is { } shared ? $"{shared}m" : null)
            .With("depends_on", DependenciesOf(service))
            .With("healthcheck", HealthCheckOf(profile))
            .With("restart", service.Kind == ServiceKind.Job ? "no" : "unless-stopped")
            .With("stop_grace_period", $"{profile.StopSeconds}s")
            .With("read_only", profile.IsReadOnly ? true : null)
            .With("user", profile.IsReadOnly ? $"{profile.User}" : null)
            .With("cap_drop", profile.IsReadOnly ? new List<string> { "ALL" } : null)
            .With("security_opt", new List<string> { "no-new-privileges:true" })
            // No CPU limit: Docker rejects a limit that exceeds the number of CPUs of the machine.
            .With("deploy", new YamlMap().With("resources", new YamlMap()
                .With("limits", new YamlMap().With("memory", $"{profile.MaximumMemory}M"))
                .With("reservations", new YamlMap().With("memory", $"{profile.ReservedMemory}M"))));
    }

    private static string ImageOf(Image image) => image.IsProjectImage
        ? $"${{{ImageSource.RegistryVariable}}}{image.Name}:${{{ImageSource.TagVariable}}}"
        : image.Name;

    private static YamlMap EnvironmentOf(DeployedService service)
    {
        var environment = new YamlMap();
        foreach (var (name, value) in service.Environment)
        {
            environment.Add(name, Text(value));
        }

        return environment;
    }

    private static List<YamlMap> VolumesOf(DeployedService service)
    {
        var volumes = service.Volumes
            .Select(volume => new YamlMap().With("type", "volume").With("source", volume.Name).With("target", volume.Path)).ToList();
        if (service.Profile.HasLargeTemporaryFiles)
        {
            volumes.Add(new YamlMap().With("type", "volume").With("target", TemporaryFolder));
        }

        return volumes;
    }

    private static YamlMap DependenciesOf(DeployedService service)
    {
        var dependencies = new YamlMap();
        foreach (var dependency in service.Dependencies)
        {
            dependencies.Add(dependency.Service, new YamlMap().With("condition", dependency.Condition switch
            {
                DependencyCondition.Healthy => "service_healthy",
                DependencyCondition.Completed => "service_completed_successfully",
                _ => "service_started",
            }));
        }

        return dependencies;
    }

    private static YamlMap? HealthCheckOf(ServiceProfile profile) => profile.Command is not { } command ? null : new YamlMap()
        .With("test", new List<string> { "CMD" }.Concat(command.Select(Escape)).ToList())
        .With("interval", "10s")
        .With("timeout", "10s")
        .With("retries", 6)
        .With("start_period", "60s");

    private static string Text(Template template) => template.Write(
        Escape, variable => variable.IsRequired ? $"${{{variable.Name}:?set it in .env}}" : $"${{{variable.Name}-}}");

    private static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
