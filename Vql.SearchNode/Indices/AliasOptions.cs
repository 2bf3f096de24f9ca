using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>The options of an alias in an index.</summary>
/// <param name="Filter">The query that searches of the alias add. Null for none.</param>
/// <param name="IsWriteIndex">Whether writes to the alias go to the index. Null if it is not said.</param>
/// <param name="IndexRouting">The routing of writes, which has no effect on one shard.</param>
/// <param name="SearchRouting">The routing of searches, which has no effect on one shard.</param>
/// <param name="IsHidden">Whether wildcards do not match the alias. Null if it is not said.</param>
internal sealed record AliasOptions(
    JsonObject? Filter = null, bool? IsWriteIndex = null, string? IndexRouting = null, string? SearchRouting = null, bool? IsHidden = null)
{
    /// <summary>No options.</summary>
    public static AliasOptions None { get; } = new();

    /// <summary>Returns the options as JSON.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        Add("filter", Filter?.DeepClone());
        Add("index_routing", IndexRouting);
        Add("search_routing", SearchRouting);
        Add("is_write_index", IsWriteIndex);
        Add("is_hidden", IsHidden);
        return json;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }
    }

    /// <summary>Reads the options of an alias in a request.</summary>
    /// <exception cref="NodeException">An option is unknown or invalid.</exception>
    public static AliasOptions Read(string alias, JsonObject json)
    {
        if (json.FirstOrDefault(option => option.Key is not ("filter" or "routing" or "index_routing" or "search_routing"
            or "is_write_index" or "is_hidden")) is { Key: { } unknown })
        {
            throw NodeException.IllegalArgument($"Unknown field [{unknown}] in alias [{alias}]");
        }

        var routing = json["routing"]?.ToString();
        return new AliasOptions(
            Filter(), Flag("is_write_index"), json["index_routing"]?.ToString() ?? routing,
            json["search_routing"]?.ToString() ?? routing, Flag("is_hidden"));

        JsonObject? Filter() => !json.TryGetPropertyValue("filter", out var filter) ? null
            : (JsonObject?)(filter as JsonObject)?.DeepClone()
            ?? throw NodeException.Content($"[alias] filter of [{alias}] doesn't support values of this type");

        bool? Flag(string name) => !json.TryGetPropertyValue(name, out var value) ? null
            : value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False
                ? (bool)value
                : throw NodeException.IllegalArgument($"[{name}] must be a Boolean in alias [{alias}]");
    }

    /// <summary>Reads persisted options.</summary>
    public static AliasOptions FromJson(JsonObject json) => new(
        (JsonObject?)json["filter"]?.DeepClone(), (bool?)json["is_write_index"], (string?)json["index_routing"],
        (string?)json["search_routing"], (bool?)json["is_hidden"]);
}
