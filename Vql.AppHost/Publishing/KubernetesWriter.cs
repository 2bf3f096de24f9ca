namespace Vql.AppHost.Publishing;

/// <summary>Writes a deployment as Kubernetes manifests: a file for each service, and a Kustomize file.</summary>
internal static class KubernetesWriter
{
    /// <summary>The folder of the manifests.</summary>
    public const string Folder = "kubernetes";

    /// <summary>The name of the secret with the variables, which is created at deployment.</summary>
    public const string SecretName = "vql-secrets";

    /// <summary>The name of the config map with the optional settings of all hosts.</summary>
    public const string SettingsName = "vql-settings";

    /// <summary>The file with the variables of the secret, for <c>kubectl create secret --from-env-file</c>.</summary>
    public const string SecretFile = "secrets.env";

    private const string Comment = "Written by `aspire publish`. Change the AppHost rather than this file.";
    private const string HostName = "kubernetes.io/hostname";
    private const int MigrationRetries = 6;

    /// <summary>Returns the texts of the files by file name.</summary>
    public static IReadOnlyDictionary<string, string> Write(Deployment deployment, ImageSource images)
    {
        var migration = deployment.Services.First(service => service.Name == DeploymentReader.Migration);
        var pods = new PodWriter(images, migration);
        var files = deployment.Services.ToDictionary(
            service => $"{service.Name}.yaml", service => Yaml.Write(Comment, Objects(service, pods)));
        files["kustomization.yaml"] = Yaml.Write(Comment, new YamlMap()
            .With("apiVersion", "kustomize.config.k8s.io/v1beta1")
            .With("kind", "Kustomization")
            .With("resources", deployment.Services.Select(service => $"{service.Name}.yaml").ToList()));
        return files;
    }

    private static IEnumerable<YamlMap> Objects(DeployedService service, PodWriter pods) =>
    [
        Workload(service, pods),
        .. service.Ports.Count > 0 ? [Service(service)] : Array.Empty<YamlMap>(),
        .. service.Profile.Replicas > 1 ? [DisruptionBudget(service)] : Array.Empty<YamlMap>(),
    ];

    private static YamlMap Workload(DeployedService service, PodWriter pods) => service.Kind switch
    {
        ServiceKind.Job => Head("batch/v1", "Job", service).With("spec", new YamlMap()
            .With("backoffLimit", MigrationRetries)
            .With("template", pods.Template(service).With(service))),
        ServiceKind.Store => Head("apps/v1", "StatefulSet", service).With("spec", new YamlMap()
            .With("serviceName", service.Name)
            .With("replicas", 1)
            .With("selector", Selector(service))
            .With("template", pods.Template(service).With(service))
            .With("volumeClaimTemplates", service.Volumes.Select(volume => Claim(service, volume)).ToList())),
        _ => Head("apps/v1", "Deployment", service).With("spec", new YamlMap()
            .With("replicas", service.Profile.Replicas)
            .With("selector", Selector(service))
            .With("strategy", new YamlMap().With("type", "RollingUpdate").With(
                "rollingUpdate", new YamlMap().With("maxSurge", 1).With("maxUnavailable", 0)))
            .With("template", pods.Template(service).With(service))),
    };

    // The labels of the template must match the selector of its workload.
    private static YamlMap With(this YamlMap podSpec, DeployedService service) => new YamlMap()
        .With("metadata", new YamlMap().With("labels", Labels(service)))
        .With("spec", Spread(podSpec, service));

    // Replicas protect against the loss of a machine, so they are spread over several machines where possible.
    private static YamlMap Spread(YamlMap podSpec, DeployedService service) => service.Profile.Replicas == 1 ? podSpec : podSpec
        .With("topologySpreadConstraints", new List<YamlMap>
        {
            new YamlMap().With("maxSkew", 1).With("topologyKey", HostName).With("whenUnsatisfiable", "ScheduleAnyway")
                .With("labelSelector", Selector(service)),
        });

    private static YamlMap Service(DeployedService service) => Head("v1", "Service", service).With("spec", new YamlMap()
        .With("selector", Labels(service))
        .With("ports", service.Ports.Select(port => new YamlMap()
            .With("name", port.Name).With("port", port.Number).With("targetPort", port.Name)).ToList()));

    private static YamlMap DisruptionBudget(DeployedService service) => Head("policy/v1", "PodDisruptionBudget", service)
        .With("spec", new YamlMap().With("minAvailable", 1).With("selector", Selector(service)));

    private static YamlMap Claim(DeployedService service, Volume volume) => new YamlMap()
        .With("metadata", new YamlMap().With("name", volume.Name))
        .With("spec", new YamlMap()
            .With("accessModes", new List<string> { "ReadWriteOnce" })
            .With("resources", new YamlMap().With("requests", new YamlMap().With("storage", $"{service.Profile.VolumeSize}Gi"))));

    private static YamlMap Head(string version, string kind, DeployedService service) => new YamlMap()
        .With("apiVersion", version)
        .With("kind", kind)
        .With("metadata", new YamlMap().With("name", service.Name).With("labels", Labels(service)));

    private static YamlMap Selector(DeployedService service) => new YamlMap().With("matchLabels", Labels(service));

    private static YamlMap Labels(DeployedService service) => new YamlMap()
        .With("app.kubernetes.io/name", service.Name)
        .With("app.kubernetes.io/part-of", "vql");
}
