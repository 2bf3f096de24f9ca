using System.Text.Json.Nodes;

namespace Vql.Tests.Infrastructure;

/// <summary>A network fault, defined by toxics of Toxiproxy.</summary>
/// <param name="Name">The name of the fault.</param>
/// <param name="Toxics">The toxics. If there are none, the proxy is disabled and rejects connections.</param>
internal sealed record NetworkFault(string Name, IReadOnlyList<JsonObject> Toxics)
{
    private const string Up = "upstream";
    private const string Down = "downstream";

    public static IReadOnlyList<NetworkFault> All { get; } =
    [
        new("down", []),
        WithLatency(100, 50),
        new("too slow", [Toxic("latency", Down, ("latency", 5000))]),
        new("reset at once", [Toxic("reset_peer", Down, ("timeout", 0))]),
        new("reset soon", [Toxic("reset_peer", Up, ("timeout", 20))]),
        new("silent", [Toxic("timeout", Up, ("timeout", 0)), Toxic("timeout", Down, ("timeout", 0))]),
        new("half open, nothing comes", [Toxic("timeout", Down, ("timeout", 0))]),
        new("half open, nothing goes", [Toxic("timeout", Up, ("timeout", 0))]),
        new("silent, then closed", [Toxic("timeout", Down, ("timeout", 200))]),
        new("closed late", [Toxic("slow_close", Up, ("delay", 3000)), Toxic("slow_close", Down, ("delay", 3000))]),
        new("cut in an answer", [Toxic("limit_data", Down, ("bytes", 900))]),
        new("cut in a request", [Toxic("limit_data", Up, ("bytes", 120))]),
        new("narrow", [Toxic("bandwidth", Down, ("rate", 1))]),
        new("in slices", [Toxic("slicer", Down, ("average_size", 200), ("size_variation", 100), ("delay", 200))]),
    ];

    /// <summary>Creates a fault that delays responses.</summary>
    /// <param name="milliseconds">The delay.</param>
    /// <param name="jitter">The maximum deviation from the delay.</param>
    public static NetworkFault WithLatency(int milliseconds, int jitter) =>
        new("slow", [Toxic("latency", Down, ("latency", milliseconds), ("jitter", jitter))]);

    public override string ToString() => Name;

    private static JsonObject Toxic(string type, string stream, params (string Name, int Value)[] attributes) => new()
    {
        ["name"] = $"{type}_{stream}",
        ["type"] = type,
        ["stream"] = stream,
        ["attributes"] = new JsonObject(attributes.Select(attribute => KeyValuePair.Create(attribute.Name, (JsonNode?)attribute.Value))),
    };
}
