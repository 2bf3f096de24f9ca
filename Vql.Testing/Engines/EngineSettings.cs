namespace Vql.Testing.Engines;

/// <summary>The settings of an engine's process.</summary>
/// <param name="Heap">The heap size of Elasticsearch, which may be followed by options of the JVM.</param>
/// <param name="Cores">The CPUs that the engine may use, in the format of <c>taskset</c>. Null for all.</param>
internal sealed record EngineSettings(string Heap = "1g", string? Cores = null)
{
    /// <summary>
    /// Settings for tests. In a run of several minutes, the second compiler of the JVM costs more than it saves, mostly at startup.
    /// </summary>
    public static EngineSettings ForTests { get; } = new("512m -XX:TieredStopAtLevel=1");
}
