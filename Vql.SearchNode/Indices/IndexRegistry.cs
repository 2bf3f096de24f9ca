using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>The node's indices and aliases, as they stand on disk.</summary>
internal sealed class IndexRegistry : IDisposable
{
    private const string StateFile = "index.json";
    private const string AliasFile = "aliases.json";

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<string, SearchIndex> _indices = new();
    private Dictionary<string, HashSet<string>> _aliases = [];

    /// <exception cref="IOException">The folder cannot be used, or another node uses it.</exception>
    public IndexRegistry(string folder, TimeProvider time)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _time = time;
        _lock = new FileStream(Path.Combine(_folder, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var indexFolder in Directory.CreateDirectory(Path.Combine(_folder, "indices")).EnumerateDirectories())
        {
            var state = Path.Combine(indexFolder.FullName, StateFile);
            if (File.Exists(state))
            {
                var index = new SearchIndex(IndexState.FromJson(JsonNode.Parse(File.ReadAllText(state))!), indexFolder.FullName, _time);
                _indices[index.State.Name] = index;
            }
            else
            {
                // Created or deleted half-way when the node was killed: nobody was told that it exists.
                indexFolder.Delete(recursive: true);
            }
        }

        var aliases = Path.Combine(_folder, AliasFile);
        if (File.Exists(aliases))
        {
            _aliases = JsonNode.Parse(File.ReadAllText(aliases))!.AsObject()
                .ToDictionary(alias => alias.Key, alias => alias.Value!.AsArray().Select(name => name!.GetValue<string>()).ToHashSet());
        }

        // An alias took the name of an index when the node was killed: the index was on its way out.
        foreach (var replaced in _indices.Keys.Where(_aliases.ContainsKey).ToList())
        {
            Remove(replaced);
        }
    }

    public IEnumerable<SearchIndex> All => _indices.Values;

    /// <summary>The index of that name, or the only one that the alias stands for.</summary>
    /// <exception cref="NodeException">There is none, or the alias stands for several.</exception>
    public SearchIndex Get(string name)
    {
        if (_indices.TryGetValue(name, out var index))
        {
            return index;
        }

        if (!_aliases.TryGetValue(name, out var targets) || targets.Count == 0)
        {
            throw NodeException.NoSuchIndex(name);
        }

        return targets.Count == 1
            ? Get(targets.First())
            : throw NodeException.IllegalArgument($"alias [{name}] has more than one index associated with it, can't execute a single index op");
    }

    public bool Exists(string name) => _indices.ContainsKey(name) || _aliases.ContainsKey(name);

    public IEnumerable<string> AliasesOf(string index) => _aliases.Where(alias => alias.Value.Contains(index)).Select(alias => alias.Key);

    public IndexState Create(string name, JsonObject settings, JsonObject mappings, IEnumerable<string> aliases)
    {
        if (name.Length == 0 || name.Length > 255 || name[0] is '_' or '-' or '+' || name is "." or ".." || name.Any(c => char.IsUpper(c) || " \"*\\<|,>/?#:".Contains(c, StringComparison.Ordinal)))
        {
            throw new NodeException(400, "invalid_index_name_exception",
                $"Invalid index name [{name}], must be lowercase, not start with '_', '-' or '+', and not contain spaces or any of \" * \\ < | , > / ? # :");
        }

        lock (_changing)
        {
            if (Exists(name))
            {
                throw new NodeException(400, "resource_already_exists_exception", $"index [{name}] already exists");
            }

            var state = new IndexState(name, Guid.NewGuid().ToString("N"), _time.GetUtcNow().ToUnixTimeMilliseconds(), settings, mappings);
            var folder = FolderOf(state);
            var index = new SearchIndex(state, folder, _time);
            index.Commit();
            Save(state);
            _indices[name] = index;
            ChangeAliases(aliases.Select(alias => (alias, name, true)));
            return state;
        }
    }

    public void Delete(string name)
    {
        lock (_changing)
        {
            if (!_indices.ContainsKey(name))
            {
                throw _aliases.ContainsKey(name)
                    ? NodeException.IllegalArgument($"The provided expression [{name}] matches an alias, specify the corresponding concrete indices instead.")
                    : NodeException.NoSuchIndex(name);
            }

            ChangeAliases([], [name]);
        }
    }

    /// <summary>Adds and removes aliases, and removes indices, all at once.</summary>
    public void ChangeAliases(IEnumerable<(string Alias, string Index, bool Add)> changes, IReadOnlyCollection<string>? removed = null)
    {
        lock (_changing)
        {
            removed ??= [];
            if (removed.FirstOrDefault(index => !_indices.ContainsKey(index)) is { } missing)
            {
                throw NodeException.NoSuchIndex(missing);
            }

            var changed = _aliases.ToDictionary(alias => alias.Key, alias => alias.Value.Where(index => !removed.Contains(index)).ToHashSet());
            foreach (var emptied in changed.Where(alias => alias.Value.Count == 0).Select(alias => alias.Key).ToList())
            {
                changed.Remove(emptied);
            }

            foreach (var (alias, index, add) in changes)
            {
                if (!_indices.ContainsKey(index) && add)
                {
                    throw NodeException.NoSuchIndex(index);
                }

                if (add && _indices.ContainsKey(alias) && !removed.Contains(alias))
                {
                    throw new NodeException(400, "invalid_alias_name_exception",
                        $"Invalid alias name [{alias}]: an index or data stream exists with the same name as the alias");
                }

                if (add && !changed.TryAdd(alias, [index]))
                {
                    changed[alias].Add(index);
                }
                else if (!add && changed.TryGetValue(alias, out var targets) && targets.Remove(index) && targets.Count == 0)
                {
                    changed.Remove(alias);
                }
            }

            var json = new JsonObject(changed.Select(alias =>
                KeyValuePair.Create(alias.Key, (JsonNode?)new JsonArray([.. alias.Value.Select(index => (JsonNode)index)]))));
            AtomicFile.Write(Path.Combine(_folder, AliasFile), json.ToJsonString());
            _aliases = changed;
            foreach (var index in removed)
            {
                Remove(index);
            }
        }
    }

    /// <summary>Keeps a changed state.</summary>
    public void Save(IndexState state) => AtomicFile.Write(Path.Combine(FolderOf(state), StateFile), state.ToJson().ToJsonString());

    public void Dispose()
    {
        foreach (var index in _indices.Values)
        {
            index.Dispose();
        }

        _lock.Dispose();
    }

    private void Remove(string name)
    {
        if (_indices.TryRemove(name, out var index))
        {
            // The state file first: without it the folder is no index any more.
            File.Delete(Path.Combine(index.Folder, StateFile));
            index.Close();
            Directory.Delete(index.Folder, recursive: true);
        }
    }

    private string FolderOf(IndexState state) => Path.Combine(_folder, "indices", state.Uuid);
}
