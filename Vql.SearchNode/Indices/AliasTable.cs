using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>The aliases, and the indices that they point to with their options. Persisted as a JSON file.</summary>
internal sealed class AliasTable
{
    private const string FileName = "aliases.json";

    private readonly MetadataFile<Dictionary<string, Dictionary<string, AliasOptions>>> _file;

    /// <param name="folder">The folder of the file.</param>
    /// <param name="logger">Receives the failure if the file cannot be read.</param>
    public AliasTable(string folder, ILogger logger) => _file = new(Path.Combine(folder, FileName), ReadAll, logger);

    /// <summary>Whether the file was read.</summary>
    public bool IsReadable => _file.IsReadable;

    /// <summary>The names of the aliases.</summary>
    public IEnumerable<string> Names => _file.Value.Keys;

    public bool Contains(string alias) => _file.Value.ContainsKey(alias);

    /// <summary>Returns the indices of an alias. Empty if there is no such alias.</summary>
    public IReadOnlyCollection<string> IndicesOf(string alias) => _file.Value.TryGetValue(alias, out var indices) ? indices.Keys : [];

    /// <summary>Returns the aliases of an index.</summary>
    public IEnumerable<(string Alias, AliasOptions Options)> AliasesOf(string index) =>
        from alias in _file.Value where alias.Value.ContainsKey(index) orderby alias.Key select (alias.Key, alias.Value[index]);

    /// <summary>Returns the index that writes to an alias go to. Null if it is not known.</summary>
    public string? WriteIndexOf(string alias)
    {
        var indices = _file.Value[alias];
        return indices.FirstOrDefault(index => index.Value.IsWriteIndex is true).Key
            ?? (indices.Count == 1 && indices.Values.First().IsWriteIndex is not false ? indices.Keys.First() : null);
    }

    /// <summary>Returns the error of an alias that has the name of an index.</summary>
    public static NodeException InvalidAlias(string alias) => new(400, "invalid_alias_name_exception",
        $"Invalid alias name [{alias}]: an index or data stream exists with the same name as the alias");

    /// <exception cref="NodeException">The file could not be read.</exception>
    public void ThrowIfUnreadable() => _file.ThrowIfUnreadable();

    /// <summary>Adds and removes aliases in one atomic change.</summary>
    /// <param name="changes">The changes, in their order.</param>
    /// <param name="removed">The indices that are deleted with the change.</param>
    /// <param name="isIndex">Returns whether an index has a name.</param>
    /// <exception cref="NodeException">A change is invalid. Nothing was changed.</exception>
    public void Change(IEnumerable<AliasChange> changes, IReadOnlyCollection<string> removed, Func<string, bool> isIndex)
    {
        ThrowIfUnreadable();
        var changed = _file.Value
            .Select(alias => (alias.Key, Indices: alias.Value.Where(index => !removed.Contains(index.Key)).ToDictionary()))
            .Where(alias => alias.Indices.Count > 0).ToDictionary(alias => alias.Key, alias => alias.Indices);
        foreach (var change in changes)
        {
            if (change.Add)
            {
                Add(changed, change, removed, isIndex);
            }
            else
            {
                Remove(changed, change);
            }
        }

        foreach (var (alias, indices) in changed.Where(alias => alias.Value.Count(index => index.Value.IsWriteIndex is true) > 1))
        {
            throw new NodeException(500, "illegal_state_exception",
                $"alias [{alias}] has more than one write index [{string.Join(",", indices.Keys)}]");
        }

        var json = new JsonObject(changed.Select(alias => KeyValuePair.Create(alias.Key, (JsonNode?)new JsonObject(
            alias.Value.Select(index => KeyValuePair.Create(index.Key, (JsonNode?)index.Value.ToJson()))))));
        _file.Write(json);
    }

    private static Dictionary<string, Dictionary<string, AliasOptions>> ReadAll(JsonObject aliases) =>
        aliases.ToDictionary(alias => alias.Key, alias => Read(alias.Value ?? throw new FormatException(
            $"The alias [{alias.Key}] has no indices.")));

    // Older nodes persisted a list of the indices.
    private static Dictionary<string, AliasOptions> Read(JsonNode indices) => indices is JsonArray names
        ? names.ToDictionary(name => name!.GetValue<string>(), _ => AliasOptions.None)
        : indices.AsObject().ToDictionary(index => index.Key, index => AliasOptions.FromJson((JsonObject)index.Value!));

    private static void Add(
        Dictionary<string, Dictionary<string, AliasOptions>> aliases, AliasChange change, IReadOnlyCollection<string> removed,
        Func<string, bool> isIndex)
    {
        if (!isIndex(change.Index))
        {
            throw NodeException.NoSuchIndex(change.Index);
        }

        if (isIndex(change.Alias) && !removed.Contains(change.Alias))
        {
            throw InvalidAlias(change.Alias);
        }

        if (!aliases.TryGetValue(change.Alias, out var indices))
        {
            aliases[change.Alias] = indices = [];
        }

        indices[change.Index] = change.Options ?? AliasOptions.None;
    }

    private static void Remove(Dictionary<string, Dictionary<string, AliasOptions>> aliases, AliasChange change)
    {
        if (!aliases.TryGetValue(change.Alias, out var indices) || !indices.Remove(change.Index))
        {
            if (!change.IsOptional)
            {
                throw new NodeException(404, "aliases_not_found_exception", $"aliases [{change.Alias}] missing");
            }
        }
        else if (indices.Count == 0)
        {
            aliases.Remove(change.Alias);
        }
    }
}
