using System.Globalization;
using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>The settings that the node supports. Others are rejected.</summary>
internal static class SettingNames
{
    private const string Prefix = "index.";
    private const int MaxShards = 1024;

    private static readonly string[] Dynamic = ["refresh_interval", "number_of_replicas", "max_ngram_diff"];

    /// <summary>Checks the settings of a new index.</summary>
    /// <exception cref="NodeException">A setting is unknown or invalid.</exception>
    public static void Check(JsonObject settings)
    {
        foreach (var (name, value) in Flatten(settings, ""))
        {
            if (name == "number_of_shards")
            {
                CheckNumber(name, value, 1, MaxShards);
            }
            else if (!name.StartsWith("analysis.", StringComparison.Ordinal))
            {
                CheckDynamic(name, value);
            }
        }
    }

    /// <summary>Checks the settings that a request changes.</summary>
    /// <exception cref="NodeException">A setting is unknown, invalid, or cannot be changed.</exception>
    public static void CheckUpdate(JsonObject settings)
    {
        foreach (var (name, value) in Flatten(settings, ""))
        {
            if (name == "number_of_shards" || name.StartsWith("analysis.", StringComparison.Ordinal))
            {
                throw NodeException.IllegalArgument($"Can't update non dynamic settings [[{Prefix}{name}]] for open indices");
            }

            CheckDynamic(name, value);
        }
    }

    private static void CheckDynamic(string name, JsonNode? value)
    {
        if (!Dynamic.Contains(name))
        {
            throw NodeException.IllegalArgument(
                $"unknown setting [{Prefix}{name}] please check that any required plugins are installed, " +
                "or check the breaking changes documentation for removed settings");
        }

        if (name == "refresh_interval" && value is not null && value.ToString() != "-1")
        {
            IndexState.ReadDuration(value.ToString());
        }
        else if (name != "refresh_interval")
        {
            CheckNumber(name, value, 0, int.MaxValue);
        }
    }

    private static void CheckNumber(string name, JsonNode? value, int min, int max)
    {
        if (value is null)
        {
            return;
        }

        if (!int.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw NodeException.IllegalArgument($"Failed to parse value [{value}] for setting [{Prefix}{name}]");
        }

        if (number < min || number > max)
        {
            throw NodeException.IllegalArgument(
                $"Failed to parse value [{value}] for setting [{Prefix}{name}] must be {(number < min ? $">= {min}" : $"<= {max}")}");
        }
    }

    // A setting may be nested, dotted, or both, and may or may not begin with 'index'.
    private static IEnumerable<(string Name, JsonNode? Value)> Flatten(JsonObject settings, string path)
    {
        foreach (var (name, value) in settings)
        {
            var full = path + name;
            if (value is JsonObject inner)
            {
                foreach (var setting in Flatten(inner, $"{full}."))
                {
                    yield return setting;
                }
            }
            else
            {
                yield return (full.StartsWith(Prefix, StringComparison.Ordinal) ? full[Prefix.Length..] : full, value);
            }
        }
    }
}
