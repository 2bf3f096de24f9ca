using System.Collections.Frozen;
using System.Text.Json;

namespace Vql.ServiceDefaults.Telemetry;

/// <summary>The engine that answered.</summary>
public enum TelemetrySource
{
    /// <summary>Connectra and Elasticsearch.</summary>
    Vql,

    /// <summary>PostgreSQL.</summary>
    Postgres,
}

/// <summary>The outcome of a request.</summary>
public enum RequestOutcome
{
    /// <summary>The engine that the route prefers answered.</summary>
    Ok,

    /// <summary>PostgreSQL answered instead of the search.</summary>
    Fallback,

    /// <summary>Neither engine answered.</summary>
    Failed,

    /// <summary>The concurrency limiter of PostgreSQL rejected the request.</summary>
    Shed,
}

/// <summary>The result of comparing the answers of both engines.</summary>
public enum ComparisonResult
{
    /// <summary>The answers were equal.</summary>
    Same,

    /// <summary>The answers differed.</summary>
    Different,

    /// <summary>The queue was full, PostgreSQL was busy, or an engine did not answer.</summary>
    Skipped,
}

/// <summary>Converts members of closed sets to attribute values.</summary>
public static class TelemetryValues
{
    /// <summary>Returns the snake-case name of a member.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>Returns the names of all members.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    private static class Names<T>
        where T : struct, Enum
    {
        public static FrozenDictionary<T, string> ByValue { get; } =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
