using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;

namespace Vql.SearchNode.Indices;

/// <summary>What is known of an index beside its documents, kept in one JSON file.</summary>
internal sealed class IndexState
{
    private static readonly TimeSpan DefaultRefreshInterval = TimeSpan.FromSeconds(1);

    public IndexState(string name, string uuid, long createdAt, JsonObject settings, JsonObject mappings)
    {
        Name = name;
        Uuid = uuid;
        CreatedAt = createdAt;
        Settings = settings;
        Mappings = mappings;
        RefreshInterval = ReadRefreshInterval(settings);
        Mapping = ReadMapping();
    }

    public string Name { get; }

    public string Uuid { get; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedAt { get; }

    public JsonObject Settings { get; private set; }

    public JsonObject Mappings { get; private set; }

    public IndexMapping Mapping { get; private set; }

    /// <summary>How often searches see new writes; null for only when asked.</summary>
    public TimeSpan? RefreshInterval { get; private set; }

    /// <summary>Adds settings over those that there are; null takes one back.</summary>
    /// <exception cref="NodeException">A setting cannot be read; all stay as they were.</exception>
    public void Merge(JsonObject settings)
    {
        var merged = (JsonObject)Settings.DeepClone();
        Merge(merged, settings["index"] as JsonObject ?? settings);
        RefreshInterval = ReadRefreshInterval(merged);
        Settings = merged;
    }

    /// <summary>Adds fields to the mapping; those that there are must stay as they are.</summary>
    public void AddFields(JsonObject mappings)
    {
        var merged = (JsonObject)Mappings.DeepClone();
        var known = merged["properties"] as JsonObject ?? [];
        foreach (var (name, definition) in mappings["properties"] as JsonObject ?? [])
        {
            if (known[name] is { } existing && existing["type"]?.ToString() != definition?["type"]?.ToString())
            {
                throw NodeException.IllegalArgument($"mapper [{name}] cannot be changed from type [{existing["type"]}] to [{definition?["type"]}]");
            }

            known[name] = definition?.DeepClone();
        }

        merged["properties"] = known.Parent is null ? known : known.DeepClone();
        Mappings = merged;
        Mapping = ReadMapping();
    }

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["uuid"] = Uuid,
        ["created_at"] = CreatedAt,
        ["settings"] = Settings.DeepClone(),
        ["mappings"] = Mappings.DeepClone(),
    };

    public static IndexState FromJson(JsonNode json) => new(
        json["name"]!.GetValue<string>(),
        json["uuid"]!.GetValue<string>(),
        json["created_at"]!.GetValue<long>(),
        (JsonObject)json["settings"]!.DeepClone(),
        (JsonObject)json["mappings"]!.DeepClone());

    /// <summary>Reads Elasticsearch's spelling of a time, such as <c>500ms</c> or <c>30s</c>.</summary>
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
            _ => throw NodeException.IllegalArgument($"failed to parse setting with value [{text}] as a time value: unit is missing or unrecognized"),
        };
    }

    private static TimeSpan? ReadRefreshInterval(JsonObject settings)
    {
        var given = Analyzers.Setting(JsonSerializer.SerializeToElement(settings), "refresh_interval");
        return given.ValueKind == JsonValueKind.Undefined ? DefaultRefreshInterval
            : given.ToString() == "-1" ? null
            : ReadDuration(given.ToString());
    }

    private IndexMapping ReadMapping() => new(JsonSerializer.SerializeToElement(Settings), JsonSerializer.SerializeToElement(Mappings));

    private static void Merge(JsonObject target, JsonObject source)
    {
        var inner = target["index"] as JsonObject ?? target;
        foreach (var (name, value) in source)
        {
            var plain = name.StartsWith("index.", StringComparison.Ordinal) ? name["index.".Length..] : name;
            if (value is null)
            {
                inner.Remove(plain);
            }
            else
            {
                inner[plain] = value.DeepClone();
            }
        }
    }
}
