namespace Vql.SearchNode.Documents;

/// <summary>Booleans in URLs and settings, which Elasticsearch reads strictly.</summary>
internal static class Flags
{
    /// <summary>Reads a Boolean. An empty value, as in <c>?pretty</c>, is true.</summary>
    /// <exception cref="NodeException">The value is neither true nor false.</exception>
    public static bool Read(string name, string? value, bool defaultValue) => value switch
    {
        null => defaultValue,
        "" or "true" => true,
        "false" => false,
        _ => throw NodeException.IllegalArgument(
            $"Failed to parse value [{value}] as only [true] or [false] are allowed for [{name}]."),
    };
}
