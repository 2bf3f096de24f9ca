using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>The indices and aliases of the node. Creates, deletes, and persists them.</summary>
internal sealed partial class IndexRegistry : IDisposable
{
    private static readonly System.Buffers.SearchValues<char> InvalidNameCharacters = System.Buffers.SearchValues.Create(" \"*\\<|,>/?#:");

    private readonly IndexEnvironment _environment;
    private readonly FileStream _lock;
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<string, SearchIndex> _indices = new();
    private readonly ConcurrentDictionary<string, UnopenedIndex> _unopened = new();
    private readonly AliasTable _aliases;
    private readonly IndexTemplates _templates;
    private long _version = 1;

    /// <exception cref="IOException">The folder is not accessible or is in use by another node.</exception>
    public IndexRegistry(string folder, IndexEnvironment environment)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        _environment = environment;
        _lock = new FileStream(Path.Combine(Folder, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var indexFolder in Directory.CreateDirectory(Path.Combine(Folder, "indices")).EnumerateDirectories())
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

        _aliases = new AliasTable(Folder, environment.Logger);
        _templates = new IndexTemplates(Folder, environment.Logger);
        ClusterSettings = new ClusterSettings(Folder, environment.Logger);

        // The node was killed while it replaced this index with an alias of the same name.
        foreach (var replaced in _indices.Keys.Where(_aliases.Contains).ToList())
        {
            Remove(replaced);
        }
    }

    /// <summary>The folder of the data.</summary>
    public string Folder { get; }

    /// <summary>The settings of the cluster.</summary>
    public ClusterSettings ClusterSettings { get; }

    /// <summary>The number of changes to indices, aliases, templates and settings since the start.</summary>
    public long Version => Volatile.Read(ref _version);

    public IEnumerable<SearchIndex> All => _indices.Values;

    /// <summary>The names of the indices that could not be opened.</summary>
    public IEnumerable<string> Unopened => _unopened.Keys;

    /// <summary>
    /// The health of the node. It is red if an index cannot be opened or accepts no writes, or if the aliases could not be read; it is
    /// yellow if templates or settings could not be read, because all documents are available.
    /// </summary>
    public HealthStatus Health =>
        !_unopened.IsEmpty || !_aliases.IsReadable || _indices.Values.Any(index => index.Failure is not null) ? HealthStatus.Red
        : _templates.AreReadable && ClusterSettings.IsReadable ? HealthStatus.Green
        : HealthStatus.Yellow;

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
            // Without the aliases, a name may be taken that is not known.
            _aliases.ThrowIfUnreadable();
            if (IsAlias(name))
            {
                throw new NodeException(400, "invalid_index_name_exception", $"Invalid index name [{name}], already exists as alias");
            }

            if (IsIndex(name))
            {
                throw new NodeException(400, "resource_already_exists_exception", $"index [{name}] already exists");
            }

            if (_templates.Compose(name) is { } template)
            {
                settings = SettingNames.Merge(template["settings"] as JsonObject, settings);
                IndexTemplates.Merge(mappings, template["mappings"] as JsonObject);
                foreach (var (alias, options) in template["aliases"] as JsonObject ?? [])
                {
                    aliases.TryAdd(alias, AliasOptions.Read(alias, (JsonObject)options!));
                }
            }

            SettingNames.Check(settings);
            settings = SettingNames.Merge(null, settings);
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
                ThrowIfNotCreatedByWrites(name);
                Create(name, [], [], []);
            }
        }

        return GetForWrite(name);
    }

    /// <summary>The templates of new indices. Use <see cref="ChangeTemplates"/> to change them.</summary>
    public IndexTemplates Templates => _templates;

    /// <summary>Changes the templates of new indices.</summary>
    public void ChangeTemplates(Action<IndexTemplates> change)
    {
        lock (_changing)
        {
            change(_templates);
            _version++;
        }
    }

    /// <summary>Changes the settings of the cluster.</summary>
    /// <exception cref="NodeException">A setting is unknown or invalid.</exception>
    public JsonObject ChangeClusterSettings(JsonObject settings)
    {
        lock (_changing)
        {
            var changed = ClusterSettings.Change(settings);
            _version++;
            return changed;
        }
    }

    /// <exception cref="NodeException">A block keeps the index from being deleted.</exception>
    public void CheckDeletion(string name)
    {
        if (_indices.TryGetValue(name, out var index))
        {
            IndexBlock.Check(index.State, IndexAccess.WriteMetadata, except: IndexBlock.AllowDelete);
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
            _version++;
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
                _version++;
            }
        }
    }

    public void Dispose()
    {
        foreach (var index in _indices.Values)
        {
            index.Dispose();
        }

        _lock.Dispose();
    }

    private void ThrowIfNotCreatedByWrites(string name)
    {
        var template = _templates.Find(name);
        var allowed = template?.Template["allow_auto_create"]?.GetValue<bool>();
        if (allowed is false)
        {
            throw new NodeException(404, "index_not_found_exception",
                $"no such index [{name}] and composable template [{template!.Value.Name}] forbids index auto creation");
        }

        if (allowed is null && !ClusterSettings.AllowsCreation(name))
        {
            throw new NodeException(404, "index_not_found_exception",
                $"no such index [{name}] and [{ClusterSettings.AutoCreate}] does not allow it");
        }
    }

    private bool IsIndex(string name) => _indices.ContainsKey(name) || _unopened.ContainsKey(name);

    private static bool IsValidName(string name) =>
        name.Length is > 0 and <= 255
        && name[0] is not ('_' or '-' or '+')
        && name is not ("." or "..")
        && !name.Any(char.IsUpper)

        // The server leaves an escaped slash in a path escaped.
        && !name.Contains("%2f", StringComparison.Ordinal)
        && !name.AsSpan().ContainsAny(InvalidNameCharacters);
}
