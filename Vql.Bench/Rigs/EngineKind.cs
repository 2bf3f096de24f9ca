namespace Vql.Bench.Rigs;

/// <summary>The engines that can be measured.</summary>
internal enum EngineKind
{
    /// <summary>Elasticsearch in the tools folder.</summary>
    Reference,

    /// <summary>The embedded search node.</summary>
    SearchNode,
}

/// <summary>Starts engines.</summary>
internal static class Engines
{
    private const string Tool = "elasticsearch/elasticsearch";

    /// <summary>Starts an engine and waits until it is available.</summary>
    /// <param name="kind">The engine.</param>
    /// <param name="port">The port.</param>
    /// <param name="data">The data folder of the embedded search node.</param>
    /// <param name="cores">The CPUs that the engine may use, in the format of <c>taskset</c>. Null for all.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static Task<BenchProcess> StartAsync(EngineKind kind, int port, string data, string? cores, CancellationToken cancellationToken)
    {
        var (file, arguments) = kind == EngineKind.Reference
            ? (FindReference(), new[] { "--port", $"{port}", "--heap", "1g" })
            : ("dotnet", [Path.Combine(AppContext.BaseDirectory, "Vql.SearchNode.dll"), "--port", $"{port}", "--data", data]);
        if (cores is not null)
        {
            (file, arguments) = ("taskset", ["--cpu-list", cores, file, .. arguments]);
        }

        var health = new Uri($"http://127.0.0.1:{port}/_cluster/health?wait_for_status=yellow");
        return BenchProcess.StartAsync(file, arguments, new Dictionary<string, string>(), health, cancellationToken);
    }

    private static string FindReference()
    {
        var folders = Environment.GetEnvironmentVariable("VQL_TOOLS") is { Length: > 0 } configured ? [configured] : SharedFolders();
        return folders.Select(folder => Path.Combine(folder, Tool)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "The reference Elasticsearch was not found. Set VQL_TOOLS to the folder that contains it, or use --engine SearchNode.");
    }

    private static IEnumerable<string> SharedFolders()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "tools");
        }
    }
}
