using System.Text.Json;

namespace Vql.SearchNode.Mappings;

/// <summary>The handling of document members that the mapping does not contain.</summary>
internal enum DynamicMode
{
    /// <summary>They are added to the mapping.</summary>
    True,

    /// <summary>They are stored in the source only.</summary>
    False,

    /// <summary>The document is rejected.</summary>
    Strict,
}

/// <summary>Reads <c>dynamic</c> of a mapping.</summary>
internal static class DynamicModes
{
    /// <exception cref="NodeException">The value is invalid, or the node does not support it.</exception>
    public static DynamicMode Read(JsonElement mappings) =>
        mappings.ValueKind != JsonValueKind.Object || !mappings.TryGetProperty("dynamic", out var value) ? DynamicMode.True
        : value.ToString().ToLowerInvariant() switch
        {
            "true" => DynamicMode.True,
            "false" => DynamicMode.False,
            "strict" => DynamicMode.Strict,
            var other => throw new NodeException(
                400, "mapper_parsing_exception", $"Failed to parse mapping: this node does not support [dynamic] with the value [{other}]"),
        };
}
