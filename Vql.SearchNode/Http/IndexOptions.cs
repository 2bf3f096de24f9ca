using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>The URL parameters that say how the names of indices are resolved.</summary>
internal static class IndexOptions
{
    /// <summary>The names of the parameters.</summary>
    public static readonly string[] Names = ["ignore_unavailable", "allow_no_indices", "expand_wildcards"];

    private static readonly string[] States = ["open", "closed", "hidden", "none", "all"];

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="NodeException">A parameter is invalid.</exception>
    public static ExpressionOptions Read(
        IQueryCollection query, bool ignoresMissing = false, bool allowsNone = true, string expands = "open")
    {
        string[] states = query.TryGetValue("expand_wildcards", out var text) ? text.ToString().Split(',') : expands.Split(',');
        return states.FirstOrDefault(state => !States.Contains(state)) is { } unknown
            ? throw NodeException.IllegalArgument($"No valid expand wildcard value [{unknown}]")
            : new ExpressionOptions(
                Flag("ignore_unavailable", ignoresMissing), Flag("allow_no_indices", allowsNone), states[^1] != "none"
                    && states is not ["closed" or "hidden"], states[^1] != "none" && states.Any(state => state is "closed" or "all"));

        bool Flag(string name, bool defaultValue) =>
            Flags.Read(name, query.TryGetValue(name, out var value) ? value.ToString() : null, defaultValue);
    }
}
