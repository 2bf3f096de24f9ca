using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>The indices and aliases of the node. Creates, deletes, and persists them.</summary>
internal sealed partial class IndexRegistry : IDisposable
{
    private const string StateFile = "index.json";

    private static readonly System.Buffers.SearchValues<char> InvalidNameCharacters = System.Buffers.SearchValues.Create(" \"*\\<|,>/?#:");

    private readonly string _folder;
    private readonly IndexEnvironment _environment;
    private readonly FileStream _lock;
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<string, SearchIndex> _indices = new();
    private readonly ConcurrentDictionary<string, UnopenedIndex> _unopened = new();
    private readonly AliasTable _aliases;
    private readonly IndexTemplates _templates;

    /// <exception cref="IOException">The folder is not accessible or is in use by another node.</exception>
    public IndexRegistry(string folder, IndexEnvironment environment)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _environment = environment;
        _lock = new FileStream(Path.Combine(_folder, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var indexFolder in Directory.CreateDirectory(Path.Combine(_folder, "indices")).EnumerateDirectories())
        {
            if (File.Exists(Path.Combine(indexFolder.FullName, StateFile)))
            {
                Open(indexFolder.FullName);
            }
            else
            {
                // The node was killed while it created or deleted this index. An acknowledged index always has a state
                // file.
                indexFolder.Delete(recursive: true);
            }
        }

        _aliases = new AliasTable(_folder);
        _templates = new IndexTemplates(_folder);

        // The node was killed while it replaced this index with an alias of the same name.
        foreach (var replaced in _indices.Keys.Where(_aliases.Contains).ToList())
        {
            Remove(replaced);
        }
    }

    public IEnumerable<SearchIndex> All => _indices.Values;

    /// <summary>The names of the indices that could not be opened.</summary>
    public IEnumerable<string> Unopened => _unopened.Keys;

    /// <summary>Whether all indices are open and accept writes.</summary>
    public bool IsHealthy => _unopened.IsEmpty && _indices.Values.All(index => index.Failure is null);

    /// <summary>Returns an index by its name or by an alias that points to this index only.</summary>
    /// <exception cref="NodeException">The index does not exist, or the alias points to several indices.</exception>
    public SearchIndex Get(string name)
    {
        if (_indices.TryGetValue(name, out var index))
        {
            return index;
        }

        if (_unopened.TryGetValue(name, out var unopened))
        {
            throw NodeException.Unavailable(name, unopened.Reason);
        }

        return _aliases.IndicesOf(name) switch
        {
            { Count: 0 } => throw NodeException.NoSuchIndex(name),
            { Count: 1 } targets => Get(targets.First()),
            _ => throw NodeException.IllegalArgument(
                $"alias [{name}] has more than one index associated with it, can't execute a single index op"),
        };
    }

    public bool IsAlias(string name) => _aliases.Contains(name);

    public bool Exists(string name) => IsIndex(name) || IsAlias(name);

    public IndexState Create(string name, JsonObject settings, JsonObject mappings, Dictionary<string, AliasOptions> aliases)
    {
        if (!IsValidName(name))
        {
            throw new NodeException(400, "invalid_index_name_exception",
                $"Invalid index name [{name}], must be lowercase, not start with '_', '-' or '+', " +
                "and not contain spaces or any of \" * \\ < | , > / ? # :");
        }

        lock (_changing)
        {
            if (Exists(name))
            {
                throw new NodeException(400, "resource_already_exists_exception", $"index [{name}] already exists");
            }

            if (_templates.Find(name)?.Template["template"] is JsonObject template)
            {
                settings = SettingNames.Merge(template["settings"] as JsonObject, settings);
                IndexTemplates.Merge(mappings, template["mappings"] as JsonObject);
                foreach (var (alias, options) in template["aliases"] as JsonObject ?? [])
                {
                    aliases.TryAdd(alias, AliasOptions.Read(alias, (JsonObject)options!));
                }
            }

            SettingNames.Check(settings);
            if (aliases.Keys.FirstOrDefault(IsIndex) is { } taken)
            {
                throw AliasTable.InvalidAlias(taken);
            }

            var createdAt = _environment.Time.GetUtcNow().ToUnixTimeMilliseconds();
            var state = new IndexState(name, Guid.NewGuid().ToString("N"), createdAt, settings, mappings);
            var folder = FolderOf(state);
            var index = new SearchIndex(state, folder, _environment);
            index.Commit();
            Save(state);
            _indices[name] = index;
            ChangeAliases(aliases.Select(alias => new AliasChange(alias.Key, name, Add: true, alias.Value)));
            return state;
        }
    }

    /// <summary>Returns an index by name or alias, and creates it if a write may do so.</summary>
    /// <exception cref="NodeException">The index does not exist, and a template forbids to create it.</exception>
    public SearchIndex GetOrCreate(string name)
    {
        if (Exists(name))
        {
            return GetForWrite(name);
        }

        lock (_changing)
        {
            if (!Exists(name))
            {
                if (_templates.Find(name) is { } found && found.Template["allow_auto_create"]?.GetValue<bool>() is false)
                {
                    throw new NodeException(404, "index_not_found_exception",
                        $"no such index [{name}] and composable template [{found.Name}] forbids index auto creation");
                }

                Create(name, [], [], []);
            }
        }

        return GetForWrite(name);
    }

    /// <summary>The index templates.</summary>
    public IEnumerable<(string Name, JsonObject Template)> Templates => _templates.All;

    /// <summary>Changes the index templates.</summary>
    public void ChangeTemplates(Action<IndexTemplates> change)
    {
        lock (_changing)
        {
            change(_templates);
        }
    }

    public void Delete(string name)
    {
        lock (_changing)
        {
            if (!IsIndex(name))
            {
                throw IsAlias(name)
                    ? NodeException.IllegalArgument(
                        $"The provided expression [{name}] matches an alias, specify the corresponding concrete indices instead.")
                    : NodeException.NoSuchIndex(name);
            }

            ChangeAliases([], [name]);
        }
    }

    /// <summary>Adds and removes aliases and removes indices in one atomic change.</summary>
    public void ChangeAliases(IEnumerable<AliasChange> changes, IReadOnlyCollection<string>? removed = null)
    {
        lock (_changing)
        {
            removed ??= [];
            if (removed.FirstOrDefault(index => !IsIndex(index)) is { } missing)
            {
                throw NodeException.NoSuchIndex(missing);
            }

            _aliases.Change(changes, removed, IsIndex);
            foreach (var index in removed)
            {
                Remove(index);
            }
        }
    }

    /// <summary>Changes the metadata of an index. Nothing is changed if this throws.</summary>
    /// <exception cref="NodeException">The index does not exist, or the change is invalid.</exception>
    public void Update(string name, Func<IndexState, IndexState> change)
    {
        lock (_changing)
        {
            var index = Get(name);
            var changed = change(index.State);
            if (!ReferenceEquals(changed, index.State))
            {
                Save(changed);
                index.State = changed;
            }
        }
    }

    /// <summary>The names of the indices whose disk was full or failed.</summary>
    public IEnumerable<string> Failed =>
        [.. _indices.Values.Where(index => index.Failure is not null).Select(index => index.State.Name),
            .. _unopened.Where(index => index.Value.IsOfDisk).Select(index => index.Key)];

    /// <summary>Opens an index again whose disk was full or failed.</summary>
    /// <exception cref="IOException">The disk is still full or fails.</exception>
    public void Reopen(string name)
    {
        lock (_changing)
        {
            if (_indices.TryGetValue(name, out var failed) && failed.Failure is not null)
            {
                _environment.Storage.Probe(failed.Folder);
                failed.Close();
                _indices[name] = new SearchIndex(failed.State, failed.Folder, _environment);
            }
            else if (_unopened.TryGetValue(name, out var unopened))
            {
                _environment.Storage.Probe(unopened.Folder);
                _indices[name] = new SearchIndex(ReadState(unopened.Folder), unopened.Folder, _environment);
                _unopened.TryRemove(name, out _);
            }
            else
            {
                return;
            }
        }

        Log.IndexReopened(_environment.Logger, name);
    }

    private void Save(IndexState state) => AtomicFile.Write(Path.Combine(FolderOf(state), StateFile), state.ToJson().ToJsonString());

    public void Dispose()
    {
        foreach (var index in _indices.Values)
        {
            index.Dispose();
        }

        _lock.Dispose();
    }

    // One index that cannot be opened must not keep the others from being served.
    private void Open(string folder)
    {
        var name = Path.GetFileName(folder);
        try
        {
            var state = ReadState(folder);
            name = state.Name;
            _indices[name] = new SearchIndex(state, folder, _environment);
        }
        catch (Exception exception)
        {
            Log.IndexNotOpened(_environment.Logger, name, folder, exception);
            _unopened[name] = new UnopenedIndex(folder, exception.Message, exception is IOException and not LogCorruptedException);
        }
    }

    private static IndexState ReadState(string folder) =>
        IndexState.FromJson(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, StateFile)))!);

    private bool IsIndex(string name) => _indices.ContainsKey(name) || _unopened.ContainsKey(name);

    private void Remove(string name)
    {
        // The state file is deleted first: without it, the next start removes the rest of the folder.
        if (_indices.TryRemove(name, out var index))
        {
            File.Delete(Path.Combine(index.Folder, StateFile));
            index.Close();
            Directory.Delete(index.Folder, recursive: true);
        }
        else if (_unopened.TryRemove(name, out var unopened))
        {
            File.Delete(Path.Combine(unopened.Folder, StateFile));
            Directory.Delete(unopened.Folder, recursive: true);
        }
    }

    private static bool IsValidName(string name) =>
        name.Length is > 0 and <= 255
        && name[0] is not ('_' or '-' or '+')
        && name is not ("." or "..")
        && !name.Any(char.IsUpper)
        && !name.AsSpan().ContainsAny(InvalidNameCharacters);

    private string FolderOf(IndexState state) => Path.Combine(_folder, "indices", state.Uuid);

    /// <param name="Folder">The folder of the index.</param>
    /// <param name="Reason">Why it cannot be opened.</param>
    /// <param name="IsOfDisk">Whether the disk was full or failed, so that it may be opened later.</param>
    private sealed record UnopenedIndex(string Folder, string Reason, bool IsOfDisk);
}
