using System.Text.RegularExpressions;

namespace Vql.Tests.AppHost.Publishing;

/// <summary>The part of Compose's interpolation that the published file uses.</summary>
internal static partial class Interpolation
{
    /// <summary>Replaces the variables of a value as <c>docker compose</c> does.</summary>
    public static string Fill(string value, IReadOnlyDictionary<string, string> variables) => Variable().Replace(value, match =>
    {
        if (match.Value == "$$")
        {
            return "$";
        }

        var set = variables.GetValueOrDefault(match.Groups["name"].Value, "");
        return (match.Groups["operator"].Value, set) switch
        {
            (":?", "") => throw new InvalidOperationException($"{match.Groups["name"].Value}: {match.Groups["rest"].Value}"),
            (":-", "") => match.Groups["rest"].Value,
            _ => set,
        };
    });

    /// <summary>Reads an environment file.</summary>
    public static Dictionary<string, string> ReadFile(string text) => text.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    [GeneratedRegex(@"\$\$|\$\{(?<name>[A-Z_]+)(?:(?<operator>:\?|:-|-)(?<rest>[^}]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
