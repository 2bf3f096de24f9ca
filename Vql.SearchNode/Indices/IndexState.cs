using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Indices;

/// <summary>The metadata of an index: its name, settings, and mappings. Persisted as a JSON file.</summary>
internal sealed class IndexState
{
    private static readonly TimeSpan DefaultRefreshInterval = TimeSpan.FromSeconds(1);

    public IndexState(
        string name, string uuid, long createdAt, JsonObject settings, JsonObject mappings, bool hasExactNorms = true,
        bool isClosed = false)
    {
        Name = name;
        Uuid = uuid;
        CreatedAt = createdAt;
        HasExactNorms = hasExactNorms;
        IsClosed = isClosed;
        Settings = settings;
        Mappings = mappings;
        if (mappings.FirstOrDefault(member => member.Key is not ("properties" or "dynamic")) is { Key: { } unknown })
        {
            throw UnknownMember(unknown);
        }

        RefreshInterval = ReadRefreshInterval(settings);
        Blocks = IndexBlock.Read(settings);
        Mapping = ReadMapping();
    }

    public string Name { get; }

    public string Uuid { get; }

    /// <summary>The creation time, in milliseconds since the Unix epoch.</summary>
    public long CreatedAt { get; }

    /// <summary>Whether the index stores the lengths of fields as Elasticsearch 8 does. Those of older nodes do not.</summary>
    public bool HasExactNorms { get; }

    /// <summary>Whether the index is closed: its documents can be neither read nor written.</summary>
    public bool IsClosed { get; }

    /// <summary>The blocks that forbid requests.</summary>
    public IReadOnlyList<IndexBlock> Blocks { get; }

    public JsonObject Settings { get; }

    public JsonObject Mappings { get; }

    public IndexMapping Mapping { get; }

    /// <summary>The interval between automatic refreshes. Null disables them.</summary>
    public TimeSpan? RefreshInterval { get; }

    /// <summary>Returns the metadata with settings merged into the current ones. A null value resets a setting.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="preservesExisting">Whether settings that exist remain as they are.</param>
    /// <exception cref="NodeException">A setting is invalid.</exception>
    public IndexState WithSettings(JsonObject settings, bool preservesExisting = false)
    {
        SettingNames.CheckUpdate(settings, IsClosed);
        var merged = SettingNames.Update(Settings, settings, preservesExisting);
        return new IndexState(Name, Uuid, CreatedAt, merged, (JsonObject)Mappings.DeepClone(), HasExactNorms, IsClosed);
    }

    /// <summary>Returns the metadata of the index when it is closed or open.</summary>
    public IndexState WithClosed(bool isClosed) => isClosed == IsClosed ? this : new IndexState(
        Name, Uuid, CreatedAt, (JsonObject)Settings.DeepClone(), (JsonObject)Mappings.DeepClone(), HasExactNorms, isClosed);

    /// <summary>Returns the metadata with fields added to the mapping.</summary>
    /// <exception cref="NodeException">A field is invalid, or the type of an existing field would change.</exception>
    public IndexState WithFields(JsonObject mappings)
    {
        var merged = (JsonObject)Mappings.DeepClone();
        foreach (var (name, value) in mappings)
        {
            if (name == "properties")
            {
                var added = value as JsonObject ?? throw FieldMapping.NoMap();
                MergeProperties(merged, added, "");
            }
            else if (name is "dynamic")
            {
                merged[name] = value?.DeepClone();
            }
            else
            {
                throw UnknownMember(name);
            }
        }

        return new IndexState(Name, Uuid, CreatedAt, (JsonObject)Settings.DeepClone(), merged, HasExactNorms, IsClosed);
    }

    private static void MergeProperties(JsonObject target, JsonObject added, string prefix)
    {
        var known = target["properties"] as JsonObject;
        if (known is null)
        {
            target["properties"] = known = [];
        }

        foreach (var (name, definition) in added)
        {
            var (existing, changed) = (known[name] as JsonObject, definition as JsonObject);
            if (existing?["properties"] is not null && changed?["properties"] is JsonObject inner)
            {
                MergeProperties(existing, inner, $"{prefix}{name}.");
                continue;
            }

            if (changed is null || (changed["type"] is null && changed["properties"] is null))
            {
                throw new NodeException(400, "mapper_parsing_exception",
                    $"Failed to parse mapping: No type specified for field [{prefix}{name}]");
            }

            FieldMapping.CheckType(prefix + name, JsonSerializer.SerializeToElement(changed));
            if (existing is not null)
            {
                CheckChange(prefix + name, existing, changed);
            }

            var merged = definition?.DeepClone();
            if (existing?["fields"] is JsonObject subfields && merged is JsonObject replaced)
            {
                // Multi-fields are added, never removed.
                var all = (JsonObject)subfields.DeepClone();
                foreach (var (subfield, value) in replaced["fields"] as JsonObject ?? [])
                {
                    all[subfield] = value?.DeepClone();
                }

                replaced["fields"] = all;
            }

            known[name] = merged;
        }
    }

    private static void CheckChange(string name, JsonObject existing, JsonObject? changed)
    {
        var (before, after) = (existing["type"]?.ToString() ?? "object", changed?["type"]?.ToString() ?? "object");
        if (before != after)
        {
            throw NodeException.IllegalArgument($"mapper [{name}] cannot be changed from type [{before}] to [{after}]");
        }

        if (existing["format"]?.ToString() != changed?["format"]?.ToString())
        {
            throw NodeException.IllegalArgument($"Mapper for [{name}] conflicts with existing mapper:\n\tCannot update parameter [format]");
        }

        if ((existing["analyzer"]?.ToString() ?? "standard") != (changed?["analyzer"]?.ToString() ?? "standard"))
        {
            throw NodeException.IllegalArgument(
                $"Mapper for [{name}] conflicts with existing mapper:\n\tCannot update parameter [analyzer] from " +
                $"[{existing["analyzer"]?.ToString() ?? "default"}] to [{changed?["analyzer"]?.ToString() ?? "default"}]");
        }
    }

    private static NodeException UnknownMember(string name) =>
        new(400, "mapper_parsing_exception", $"Root mapping definition has unsupported parameters:  [{name}]");

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["uuid"] = Uuid,
        ["created_at"] = CreatedAt,
        ["exact_norms"] = HasExactNorms,
        ["closed"] = IsClosed,
        ["settings"] = Settings.DeepClone(),
        ["mappings"] = Mappings.DeepClone(),
    };

    public static IndexState FromJson(JsonNode json) => new(
        json["name"]!.GetValue<string>(),
        json["uuid"]!.GetValue<string>(),
        json["created_at"]!.GetValue<long>(),
        (JsonObject)json["settings"]!.DeepClone(),
        (JsonObject)json["mappings"]!.DeepClone(),
        json["exact_norms"]?.GetValue<bool>() ?? false,
        json["closed"]?.GetValue<bool>() ?? false);

    /// <summary>Parses a time value of Elasticsearch, such as <c>500ms</c> or <c>30s</c>.</summary>
    /// <exception cref="NodeException">The text is not a time value.</exception>
    public static TimeSpan ReadDuration(string text)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
        {
            throw NodeException.IllegalArgument($"failed to parse setting with value [{text}] as a time value");
        }

        return text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(amount),
            "s" => TimeSpan.FromSeconds(amount),
            "m" => TimeSpan.FromMinutes(amount),
            "h" => TimeSpan.FromHours(amount),
            "d" => TimeSpan.FromDays(amount),
            "" when amount == 0 => TimeSpan.Zero,
            _ => throw NodeException.IllegalArgument(
                $"failed to parse setting with value [{text}] as a time value: unit is missing or unrecognized"),
        };
    }

    private static TimeSpan? ReadRefreshInterval(JsonObject settings)
    {
        var setting = Analyzers.Setting(JsonSerializer.SerializeToElement(settings), "refresh_interval");
        return setting.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? DefaultRefreshInterval
            : setting.ToString() == "-1" ? null
            : ReadDuration(setting.ToString());
    }

    private IndexMapping ReadMapping()
    {
        var mapping = new IndexMapping(JsonSerializer.SerializeToElement(Settings), JsonSerializer.SerializeToElement(Mappings));
        try
        {
            foreach (var field in mapping.Fields.Where(field => field.Format is not null))
            {
                DateFormat.Read(field.Format!);
            }
        }
        catch (NodeException fault)
        {
            throw FieldMapping.Invalid(fault.Message);
        }

        return mapping;
    }
}
