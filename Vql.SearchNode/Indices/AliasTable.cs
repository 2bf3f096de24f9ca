using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>The aliases and the indices that they point to. Persisted as a JSON file.</summary>
internal sealed class AliasTable
{
    private const string FileName = "aliases.json";

    private readonly string _path;
    private Dictionary<string, HashSet<string>> _aliases = [];

    /// <param name="folder">The folder of the file.</param>
    public AliasTable(string folder)
    {
        _path = Path.Combine(folder, FileName);
        if (File.Exists(_path))
        {
            _aliases = JsonNode.Parse(File.ReadAllText(_path))!.AsObject()
                .ToDictionary(alias => alias.Key, alias => alias.Value!.AsArray().Select(name => name!.GetValue<string>()).ToHashSet());
        }
    }

    public bool Contains(string alias) => _aliases.ContainsKey(alias);

    /// <summary>Returns the indices of an alias. Empty if there is no such alias.</summary>
    public IReadOnlyCollection<string> IndicesOf(string alias) => _aliases.TryGetValue(alias, out var indices) ? indices : [];

    public IEnumerable<string> AliasesOf(string index) => _aliases.Where(alias => alias.Value.Contains(index)).Select(alias => alias.Key);

    /// <summary>Returns the error of an alias that has the name of an index.</summary>
    public static NodeException InvalidAlias(string alias) => new(400, "invalid_alias_name_exception",
        $"Invalid alias name [{alias}]: an index or data stream exists with the same name as the alias");

    /// <summary>Adds and removes aliases in one atomic change.</summary>
    /// <param name="changes">The changes, in their order.</param>
    /// <param name="removed">The indices that are deleted with the change.</param>
    /// <param name="isIndex">Returns whether an index has a name.</param>
    /// <exception cref="NodeException">A change is invalid. Nothing was changed.</exception>
    public void Change(IEnumerable<AliasChange> changes, IReadOnlyCollection<string> removed, Func<string, bool> isIndex)
    {
        var changed = _aliases
            .Select(alias => (alias.Key, Indices: alias.Value.Where(index => !removed.Contains(index)).ToHashSet()))
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

        var json = new JsonObject(changed.Select(alias =>
            KeyValuePair.Create(alias.Key, (JsonNode?)new JsonArray([.. alias.Value.Select(index => (JsonNode)index)]))));
        AtomicFile.Write(_path, json.ToJsonString());
        _aliases = changed;
    }

    private static void Add(
        Dictionary<string, HashSet<string>> aliases, AliasChange change, IReadOnlyCollection<string> removed, Func<string, bool> isIndex)
    {
        if (!isIndex(change.Index))
        {
            throw NodeException.NoSuchIndex(change.Index);
        }

        if (isIndex(change.Alias) && !removed.Contains(change.Alias))
        {
            throw InvalidAlias(change.Alias);
        }

        if (!aliases.TryAdd(change.Alias, [change.Index]))
        {
            aliases[change.Alias].Add(change.Index);
        }
    }

    private static void Remove(Dictionary<string, HashSet<string>> aliases, AliasChange change)
    {
        if (!aliases.TryGetValue(change.Alias, out var indices) || !indices.Remove(change.Index))
        {
            throw new NodeException(404, "aliases_not_found_exception", $"aliases [{change.Alias}] missing");
        }

        if (indices.Count == 0)
        {
            aliases.Remove(change.Alias);
        }
    }
}
