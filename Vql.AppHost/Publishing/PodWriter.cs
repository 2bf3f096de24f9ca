namespace Vql.AppHost.Publishing;

/// <summary>Writes the pod specification of a service.</summary>
/// <param name="images">The source of the images.</param>
/// <param name="migration">The service that migrates the database.</param>
internal sealed class PodWriter(ImageSource images, DeployedService migration)
{
    private const string TemporaryVolume = "temporary";
    private const string SharedMemoryVolume = "shared-memory";

    /// <summary>Returns the pod specification of a service.</summary>
    public YamlMap Template(DeployedService service)
    {
        var profile = service.Profile;
        return new YamlMap()
            .With("restartPolicy", service.Kind == ServiceKind.Job ? "OnFailure" : null)
            // Otherwise, Kubernetes adds a variable ELASTICSEARCH_PORT for the service of that name, which hosts would
            // read.
            .With("enableServiceLinks", false)
            .With("automountServiceAccountToken", false)
            .With("terminationGracePeriodSeconds", profile.StopSeconds)
            .With("securityContext", SecurityOf(service))
            .With("initContainers", InitContainers(service))
            .With("containers", new List<YamlMap> { Container(service) })
            .With("volumes", VolumesOf(profile));
    }

    // Migrations are serialized and applied once, so an init container that runs the command again only waits.
    private List<YamlMap> InitContainers(DeployedService service) =>
        service.Dependencies.Any(dependency => dependency.Service == migration.Name) ? [Container(migration)] : [];

    private YamlMap Container(DeployedService service)
    {
        var profile = service.Profile;
        return new YamlMap()
            .With("name", service.Name)
            .With("image", images.NameOf(service.Image))
            .With("imagePullPolicy", "IfNotPresent")
            .With("args", service.Arguments.Select(Text).ToList())
            .With("envFrom", service.Kind != ServiceKind.Host ? null : new List<YamlMap>
            {
                new YamlMap().With("configMapRef", new YamlMap().With("name", KubernetesWriter.SettingsName).With("optional", true)),
            })
            .With("env", EnvironmentOf(service))
            .With("ports", service.Ports.Select(port => new YamlMap().With("name", port.Name).With("containerPort", port.Number)).ToList())
            .With("startupProbe", StartupOf(service))
            .With("livenessProbe", LivenessOf(service))
            .With("readinessProbe", ReadinessOf(service))
            .With("resources", new YamlMap()
                .With("requests", new YamlMap().With("cpu", $"{profile.ReservedMillicores}m").With("memory", $"{profile.ReservedMemory}Mi"))
                .With("limits", new YamlMap().With("cpu", $"{profile.MaximumMillicores}m").With("memory", $"{profile.MaximumMemory}Mi")))
            .With("securityContext", new YamlMap()
                .With("allowPrivilegeEscalation", false)
                .With("readOnlyRootFilesystem", profile.IsReadOnly ? true : null)
                .With("capabilities", profile.User is null ? null : new YamlMap().With("drop", new List<string> { "ALL" })))
            .With("volumeMounts", MountsOf(service));
    }

    private static YamlMap SecurityOf(DeployedService service)
    {
        var user = service.Profile.User;
        return new YamlMap()
            .With("runAsNonRoot", user is null ? null : true)
            .With("runAsUser", user)
            .With("runAsGroup", user)
            .With("fsGroup", service.Volumes.Count > 0 ? user : null)
            .With("seccompProfile", new YamlMap().With("type", "RuntimeDefault"));
    }

    // Kubernetes expands $(NAME) only for variables that are defined earlier in the list.
    private static List<YamlMap> EnvironmentOf(DeployedService service)
    {
        var environment = new List<YamlMap>();
        var inserted = service.Environment.Where(pair => pair.Value.Parts.Count > 1)
            .SelectMany(pair => pair.Value.Variables).Distinct().OrderBy(variable => variable.Name, StringComparer.Ordinal);
        environment.AddRange(inserted.Select(variable => Secret(variable.Name, variable)));
        foreach (var (name, value) in service.Environment)
        {
            environment.Add(value.Parts is [{ Variable: { } variable }]
                ? Secret(name, variable)
                : new YamlMap().With("name", name).With("value", Text(value)));
        }

        return [.. environment.DistinctBy(entry => entry["name"])];
    }

    private static YamlMap Secret(string name, Variable variable) => new YamlMap()
        .With("name", name)
        .With("valueFrom", new YamlMap().With("secretKeyRef", new YamlMap()
            .With("name", KubernetesWriter.SecretName)
            .With("key", variable.Name)
            .With("optional", variable.IsRequired ? null : true)));

    private static YamlMap? StartupOf(DeployedService service) =>
        (service.Profile.LivenessPath is { } path ? Http(service, path) : Connection(service))?
            .With("periodSeconds", 2).With("failureThreshold", 90);

    private static YamlMap? LivenessOf(DeployedService service) =>
        (service.Profile.LivenessPath is { } path ? Http(service, path) : Connection(service))?
            .With("periodSeconds", 10).With("timeoutSeconds", 5).With("failureThreshold", 6);

    private static YamlMap? ReadinessOf(DeployedService service) =>
        (service.Profile.ReadinessPath is { } path ? Http(service, path) : Command(service.Profile))?
            .With("periodSeconds", 5).With("timeoutSeconds", 10).With("failureThreshold", 3);

    private static YamlMap Http(DeployedService service, string path) =>
        new YamlMap().With("httpGet", new YamlMap().With("path", path).With("port", service.Ports[0].Name));

    private static YamlMap? Connection(DeployedService service) => service.Ports.Count == 0
        ? null
        : new YamlMap().With("tcpSocket", new YamlMap().With("port", service.Ports[0].Name));

    private static YamlMap? Command(ServiceProfile profile) => profile.Command is null
        ? null
        : new YamlMap().With("exec", new YamlMap().With("command", profile.Command.ToList()));

    private static List<YamlMap> MountsOf(DeployedService service)
    {
        var mounts = service.Volumes.Select(volume => Mount(volume.Name, volume.Path)).ToList();
        if (service.Profile.IsReadOnly)
        {
            mounts.Add(Mount(TemporaryVolume, "/tmp"));
        }

        if (service.Profile.SharedMemory is not null)
        {
            mounts.Add(Mount(SharedMemoryVolume, "/dev/shm"));
        }

        return mounts;
    }

    private static List<YamlMap> VolumesOf(ServiceProfile profile)
    {
        var volumes = new List<YamlMap>();
        if (profile.IsReadOnly)
        {
            volumes.Add(new YamlMap().With("name", TemporaryVolume));
            volumes[^1].Add("emptyDir", new YamlMap());
        }

        if (profile.SharedMemory is { } shared)
        {
            volumes.Add(new YamlMap().With("name", SharedMemoryVolume).With(
                "emptyDir", new YamlMap().With("medium", "Memory").With("sizeLimit", $"{shared}Mi")));
        }

        return volumes;
    }

    private static YamlMap Mount(string name, string path) => new YamlMap().With("name", name).With("mountPath", path);

    private static string Text(Template template) => template.Write(
        text => text.Replace("$(", "$$(", StringComparison.Ordinal), variable => $"$({variable.Name})");
}
