namespace Vql.Bench.Rigs;

/// <summary>An engine that can be measured.</summary>
internal enum EngineKind
{
    /// <summary>The real Elasticsearch of the tools folder.</summary>
    Reference,

    /// <summary>The embedded search node.</summary>
    SearchNode,
}

/// <summary>Starts engines.</summary>
internal static class Engines
{
    private const string Tool = "elasticsearch/elasticsearch";

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="data">The folder of the embedded node's data.</param>
    /// <param name="cores">The cores it may use, as <c>taskset</c> lists them; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static Task<BenchProcess> StartAsync(EngineKind kind, int port, string data, string? cores, CancellationToken cancellationToken)
    {
        var (file, arguments) = kind == EngineKind.Reference
            ? (FindReference(), new[] { "--port", $"{port}", "--heap", "1g" })
            : ("dotnet", [Path.Combine(AppContext.BaseDirectory, "Vql.SearchNode.dll"), "--port", $"{port}", "--data", data]);
        if (cores is not null)
        {
            (file, arguments) = ("taskset", ["--cpu-list", cores, file, .. arguments]);
        }

        return BenchProcess.StartAsync(
            file, arguments, new Dictionary<string, string>(), new Uri($"http://127.0.0.1:{port}/_cluster/health?wait_for_status=yellow"), cancellationToken);
    }

    private static string FindReference()
    {
        var folders = Environment.GetEnvironmentVariable("VQL_TOOLS") is { Length: > 0 } given ? [given] : Beside();
        return folders.Select(folder => Path.Combine(folder, Tool)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "the reference Elasticsearch is not on this machine: let VQL_TOOLS name the folder that holds it, or measure --engine SearchNode");
    }

    private static IEnumerable<string> Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "tools");
        }
    }
}
