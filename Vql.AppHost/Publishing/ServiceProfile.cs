namespace Vql.AppHost.Publishing;

/// <summary>What the application model does not say about a service: how to check, size, stop and repeat it.</summary>
internal sealed record ServiceProfile
{
    /// <summary>The port on which the images of projects listen; see Directory.Build.targets.</summary>
    public const int ProjectPort = 8080;

    /// <summary>The user of the project's images; see Directory.Build.targets.</summary>
    public const int ProjectUser = 1654;

    private const int ElasticsearchUser = 1000;
    private const int PostgresUser = 999;

    /// <summary>The health check inside the container; null when the image has no program to run it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The path that answers while the process works; null for a service without HTTP.</summary>
    public string? LivenessPath { get; init; }

    /// <summary>The path that answers when the service can take requests; null to run <see cref="Command"/>.</summary>
    public string? ReadinessPath { get; init; }

    /// <summary>Memory that is reserved, in MiB.</summary>
    public int ReservedMemory { get; init; } = 128;

    /// <summary>The most memory that the service may use, in MiB.</summary>
    public int MaximumMemory { get; init; } = 512;

    /// <summary>Processor time that is reserved, in thousandths of a core.</summary>
    public int ReservedMillicores { get; init; } = 100;

    /// <summary>The most processor time, in thousandths of a core.</summary>
    public int MaximumMillicores { get; init; } = 2000;

    /// <summary>Seconds between the request to stop and the end of the process.</summary>
    public int StopSeconds { get; init; } = 40;

    /// <summary>Containers in a cluster.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The user id that the process has in a cluster; null for the image's own.</summary>
    public int? User { get; init; }

    /// <summary>Whether the root file system can be read-only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether temporary files may exceed what memory holds.</summary>
    public bool HasLargeTemporaryFiles { get; init; }

    /// <summary>Shared memory in MiB beyond the default; null for the default.</summary>
    public int? SharedMemory { get; init; }

    /// <summary>The size of each volume in a cluster, in GiB.</summary>
    public int VolumeSize { get; init; } = 50;

    /// <summary>Returns the profile of PostgreSQL.</summary>
    public static ServiceProfile Postgres(string database) => new()
    {
        Command = ["pg_isready", "--username=postgres", $"--dbname={database}"],
        ReservedMemory = 1024,
        MaximumMemory = 2048,
        ReservedMillicores = 500,
        StopSeconds = 60,
        User = PostgresUser,
        // Parallel queries share memory; 64 MiB is too little for them.
        SharedMemory = 256,
    };

    /// <summary>Returns the profile of Elasticsearch: its heap of 1 GiB, and as much again for the file cache.</summary>
    public static ServiceProfile Elasticsearch { get; } = new()
    {
        Command =
        [
            "bash", "-c",
            "curl -sf -o /dev/null -u \"elastic:$ELASTIC_PASSWORD\" 'localhost:9200/_cluster/health?wait_for_status=yellow&timeout=5s'",
        ],
        ReservedMemory = 2048,
        MaximumMemory = 2048,
        ReservedMillicores = 500,
        StopSeconds = 60,
        User = ElasticsearchUser,
    };

    /// <summary>Returns the profile of a project's image.</summary>
    /// <param name="project">The project's name, such as <c>Vql.Api</c>.</param>
    public static ServiceProfile Project(string project)
    {
        var profile = new ServiceProfile
        {
            Command = ["dotnet", $"{project}.dll", "--health"],
            LivenessPath = "/alive",
            ReadinessPath = "/health",
            Replicas = 2,
            User = ProjectUser,
            IsReadOnly = true,
        };
        return project switch
        {
            "Vql.Connectra" => profile with { ReadinessPath = "/ready" },
            // One worker is active and the other stands by. A standby's /health fails until it has synced, which must not
            // keep a rollout from finishing; and nobody sends it requests.
            "Vql.SyncWorker" => profile with { ReadinessPath = "/alive", HasLargeTemporaryFiles = true },
            "Vql.Dashboard" => profile with { Replicas = 1 },
            _ => profile,
        };
    }

    /// <summary>Returns the profile of an image that this repository does not build.</summary>
    public static ServiceProfile Foreign { get; } = new() { LivenessPath = "/health", ReadinessPath = "/health" };
}
