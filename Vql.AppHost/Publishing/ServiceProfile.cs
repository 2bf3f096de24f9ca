namespace Vql.AppHost.Publishing;

/// <summary>
/// The properties of a service that are not in the application model: health checks, resource limits, shutdown timeout,
/// and replicas.
/// </summary>
internal sealed record ServiceProfile
{
    /// <summary>The port of project images. See Directory.Build.targets.</summary>
    public const int ProjectPort = 8080;

    /// <summary>The user ID of project images. See Directory.Build.targets.</summary>
    public const int ProjectUser = 1654;

    private const int ElasticsearchUser = 1000;
    private const int PostgresUser = 999;

    /// <summary>The health check command in the container. Null if the image has no program for it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The path of the liveness probe. Null for a service without HTTP.</summary>
    public string? LivenessPath { get; init; }

    /// <summary>The path of the readiness probe. Null to run <see cref="Command"/>.</summary>
    public string? ReadinessPath { get; init; }

    /// <summary>The reserved memory, in MiB.</summary>
    public int ReservedMemory { get; init; } = 128;

    /// <summary>The memory limit, in MiB.</summary>
    public int MaximumMemory { get; init; } = 512;

    /// <summary>The reserved CPU time, in thousandths of a core.</summary>
    public int ReservedMillicores { get; init; } = 100;

    /// <summary>The CPU limit, in thousandths of a core.</summary>
    public int MaximumMillicores { get; init; } = 2000;

    /// <summary>The time between the request to stop and the forced end of the process, in seconds.</summary>
    public int StopSeconds { get; init; } = 40;

    /// <summary>The number of containers in a cluster.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The user ID of the process in a cluster. Null for the user of the image.</summary>
    public int? User { get; init; }

    /// <summary>Whether the root file system can be read-only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether temporary files may be too large for memory.</summary>
    public bool HasLargeTemporaryFiles { get; init; }

    /// <summary>The size of the shared memory, in MiB. Null for the default.</summary>
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
        // Parallel queries use shared memory. The default of 64 MiB is too small for them.
        SharedMemory = 256,
    };

    /// <summary>The profile of Elasticsearch: a heap of 1 GiB, and the same amount for the file cache.</summary>
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

    /// <summary>Returns the profile of a project image.</summary>
    /// <param name="project">The name of the project, such as <c>Vql.Api</c>.</param>
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
            // One worker is active and the other is on standby. /health of a standby fails until it has synced, which
            // must not block a rollout. The worker receives no requests, so its liveness is enough.
            "Vql.SyncWorker" => profile with { ReadinessPath = "/alive", HasLargeTemporaryFiles = true },
            // The keys of logins exist in the memory of one process. The page reports an unavailable database itself.
            "Vql.Dashboard" => profile with { Replicas = 1, ReadinessPath = "/alive" },
            _ => profile,
        };
    }

    /// <summary>The profile of an image that this repository does not build.</summary>
    public static ServiceProfile External { get; } = new() { LivenessPath = "/health", ReadinessPath = "/health" };
}
