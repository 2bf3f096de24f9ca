using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Indices;

/// <summary>The settings that the node supports. Others are rejected.</summary>
internal static class SettingNames
{
    private const string Prefix = "index.";
    private const int MaxShards = 1024;
    private const string CreatedVersion = "8537000";

    // Every index has these settings.
    private static readonly string[] AlwaysSet = ["number_of_shards", "number_of_replicas"];

    private static readonly string[] Dynamic = ["refresh_interval", "number_of_replicas", "max_ngram_diff"];

    /// <summary>Checks the settings of a new index.</summary>
    /// <exception cref="NodeException">A setting is unknown or invalid.</exception>
    public static void Check(JsonObject settings)
    {
        Analyzers.Check(JsonSerializer.SerializeToElement(Update([], settings, preservesExisting: false)));
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
    /// <param name="settings">The settings.</param>
    /// <param name="isClosed">Whether the index is closed, so that its analysis can be changed.</param>
    /// <exception cref="NodeException">A setting is unknown, invalid, or cannot be changed.</exception>
    public static void CheckUpdate(JsonObject settings, bool isClosed)
    {
        Analyzers.Check(JsonSerializer.SerializeToElement(Update([], settings, preservesExisting: false)));
        foreach (var (name, value) in Flatten(settings, ""))
        {
            var isAnalysis = name.StartsWith("analysis.", StringComparison.Ordinal);
            if (name == "number_of_shards" || (isAnalysis && !isClosed))
            {
                throw NodeException.IllegalArgument(name == "number_of_shards"
                    ? $"final {Prefix}number_of_shards setting [{Prefix}{name}], not updateable"
                    : $"Can't update non dynamic settings [[{Prefix}{name}]] for open indices");
            }

            if (!isAnalysis)
            {
                CheckDynamic(name, value);
            }
        }
    }

    /// <summary>Returns the settings of an index and those of its template that it does not have.</summary>
    public static JsonObject Merge(JsonObject? template, JsonObject settings)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in Flatten(template ?? [], "").Concat(Flatten(settings, "")))
        {
            Set(merged, name, value?.DeepClone());
        }

        return merged;
    }

    /// <summary>Returns settings with changes. A null value resets a setting.</summary>
    /// <param name="current">The settings.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="preservesExisting">Whether settings that exist remain as they are.</param>
    public static JsonObject Update(JsonObject current, JsonObject changes, bool preservesExisting)
    {
        var all = Flatten(current, "").ToDictionary(setting => setting.Name, setting => setting.Value);
        foreach (var (name, value) in Flatten(changes, "").Where(change => !preservesExisting
            || !(all.ContainsKey(change.Name) || AlwaysSet.Contains(change.Name))).ToList())
        {
            all[name] = value;
        }

        var updated = new JsonObject();
        foreach (var (name, value) in all.Where(setting => setting.Value is not null))
        {
            Set(updated, name, value!.DeepClone());
        }

        return updated;
    }

    /// <summary>Returns the settings as Elasticsearch shows them: nested, or with dotted names, and as strings.</summary>
    public static JsonObject Describe(IndexState state, bool isFlat)
    {
        var all = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["number_of_shards"] = "1",
            ["number_of_replicas"] = "1",
        };
        foreach (var (name, value) in Flatten(state.Settings, ""))
        {
            all[name] = value is JsonArray list ? new JsonArray([.. list.Select(element => (JsonNode?)element?.ToString())])
                : value?.ToString();
        }

        all["creation_date"] = state.CreatedAt.ToString(CultureInfo.InvariantCulture);
        all["uuid"] = state.Uuid;
        all["provided_name"] = state.Name;
        all["version.created"] = CreatedVersion;
        var described = new JsonObject();
        foreach (var (name, value) in all.Where(setting => setting.Value is not null))
        {
            if (isFlat)
            {
                described[Prefix + name] = value;
            }
            else
            {
                Set(described, Prefix + name, value);
            }
        }

        return described;
    }

    /// <summary>Returns settings with dotted names as nested ones.</summary>
    public static JsonObject Nest(JsonObject flat)
    {
        var nested = new JsonObject();
        foreach (var (name, value) in flat)
        {
            Set(nested, name, value?.DeepClone());
        }

        return nested;
    }

    /// <summary>Returns the settings of a template: nested, and as strings.</summary>
    public static JsonObject Text(JsonObject settings)
    {
        var text = new JsonObject();
        foreach (var (name, value) in Flatten(settings, ""))
        {
            Set(text, Prefix + name, value is JsonArray ? value.DeepClone() : value?.ToString());
        }

        return text;
    }

    private static void Set(JsonObject target, string path, JsonNode? value)
    {
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            if (target[part] is not JsonObject inner)
            {
                target[part] = inner = [];
            }

            target = inner;
        }

        target[parts[^1]] = value;
    }

    private static void CheckDynamic(string name, JsonNode? value)
    {
        if (IndexBlock.All.Any(block => IndexBlock.Prefix + block.Name == name))
        {
            Flags.Read(Prefix + name, value?.ToString(), defaultValue: false);
            return;
        }

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

    /// <summary>Returns settings with dotted names. They may be nested, dotted, or both, and may or may not begin with 'index'.</summary>
    public static IEnumerable<(string Name, JsonNode? Value)> Flatten(JsonObject settings, string path)
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
