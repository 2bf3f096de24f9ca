using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>
/// The settings of the cluster. Persistent settings are in a file; transient ones end with the process and precede persistent ones.
/// </summary>
internal sealed class ClusterSettings
{
    /// <summary>The setting that says which indices a write may create.</summary>
    public const string AutoCreate = "action.auto_create_index";

    private const string FileName = "settings.json";

    // Settings about shards have no effect on a single node. They are kept for the tools that set them.
    private static readonly string[] Known =
    [
        AutoCreate, "cluster.routing.allocation.enable", "cluster.routing.rebalance.enable",
        "cluster.routing.allocation.allow_rebalance", "cluster.routing.allocation.cluster_concurrent_rebalance",
        "cluster.routing.allocation.node_concurrent_recoveries", "indices.recovery.max_bytes_per_sec",
    ];

    private readonly MetadataFile<JsonObject> _file;

    public ClusterSettings(string folder, ILogger logger) =>
        _file = new MetadataFile<JsonObject>(Path.Combine(folder, FileName), Validate, logger);

    /// <summary>Whether the file of the persistent settings was read.</summary>
    public bool IsReadable => _file.IsReadable;

    /// <summary>The persistent settings by their full names.</summary>
    public JsonObject Persistent => _file.Value;

    /// <summary>The transient settings by their full names.</summary>
    public JsonObject Transient { get; private set; } = [];

    /// <summary>Returns the settings with dotted names or nested.</summary>
    public JsonObject Describe(bool isFlat) => new()
    {
        ["persistent"] = isFlat ? Persistent.DeepClone() : SettingNames.Nest(Persistent),
        ["transient"] = isFlat ? Transient.DeepClone() : SettingNames.Nest(Transient),
    };

    /// <summary>Changes settings. A null value resets a setting. Nothing is changed if this throws.</summary>
    /// <returns>The changed settings by their full names, as persistent and transient ones.</returns>
    /// <exception cref="NodeException">A setting is unknown or invalid.</exception>
    public JsonObject Change(JsonObject body)
    {
        if (body.FirstOrDefault(member => member.Key is not ("persistent" or "transient")) is { Key: { } unknown })
        {
            throw NodeException.Parsing($"unknown key [{unknown}] for the settings of the cluster");
        }

        if (body.FirstOrDefault(member => member.Value is not (null or JsonObject)) is { Key: { } invalid })
        {
            throw NodeException.Parsing($"key [{invalid}] must be an object");
        }

        var response = new JsonObject();
        var changes = new Dictionary<string, JsonObject>();
        foreach (var part in (string[])["persistent", "transient"])
        {
            var changed = (JsonObject)(part == "persistent" ? Persistent : Transient).DeepClone();
            var applied = new JsonObject();
            foreach (var (name, value) in SettingNames.Flatten(body[part] as JsonObject ?? [], ""))
            {
                Apply(changed, applied, part, name, value);
            }

            (changes[part], response[part]) = (changed, applied);
        }

        if (body.All(part => part.Value is not JsonObject { Count: > 0 }))
        {
            throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: no settings to update;");
        }

        _file.Write(changes["persistent"]);
        Transient = changes["transient"];
        return response;
    }

    /// <summary>Returns whether a write may create an index of a name.</summary>
    /// <exception cref="NodeException">The file of the settings could not be read.</exception>
    public bool AllowsCreation(string index)
    {
        _file.ThrowIfUnreadable();
        foreach (var rule in ValueOf(AutoCreate)?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (bool.TryParse(rule, out var isAllowed))
            {
                return isAllowed;
            }

            var pattern = rule.TrimStart('+', '-');
            if (IndexExpression.Matches(pattern, index))
            {
                return rule[0] != '-';
            }
        }

        return ValueOf(AutoCreate) is null;
    }

    private static JsonObject Validate(JsonObject settings) =>
        settings.FirstOrDefault(setting => setting.Value?.GetValueKind() is not JsonValueKind.String) is { Key: { } invalid }
            ? throw new FormatException($"The setting [{invalid}] is not a string.")
            : settings;

    private string? ValueOf(string name) => (Transient[name] ?? Persistent[name])?.ToString();

    private static void Apply(JsonObject settings, JsonObject applied, string part, string name, JsonNode? value)
    {
        if (value is null)
        {
            foreach (var existing in settings.Select(setting => setting.Key).Where(key => IndexExpression.Matches(name, key)).ToList())
            {
                settings.Remove(existing);
            }

            return;
        }

        if (!Known.Contains(name))
        {
            throw NodeException.IllegalArgument($"{part} setting [{name}], not recognized");
        }

        if (value.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
        {
            throw NodeException.IllegalArgument($"Failed to parse value [{value.ToJsonString()}] for setting [{name}]");
        }

        settings[name] = value.ToString();
        applied[name] = value.ToString();
    }
}
