namespace Vql.SyncWorker.Import.Identity;

/// <summary>Entries by one of their keys. Several may have the same.</summary>
internal sealed class EntryIndex<TKey, T>
    where TKey : notnull
    where T : Entry
{
    private readonly Dictionary<TKey, List<T>> _entries = [];

    /// <summary>The entries with a key; none for null.</summary>
    public IReadOnlyList<T> this[TKey? key] => key is not null && _entries.TryGetValue(key, out var found) ? found : [];

    /// <summary>Adds an entry, unless it has no such key or is there already.</summary>
    public void Add(TKey? key, T entry)
    {
        if (key is null)
        {
            return;
        }

        if (!_entries.TryGetValue(key, out var entries))
        {
            _entries[key] = entries = new List<T>(1);
        }

        if (!entries.Contains(entry))
        {
            entries.Add(entry);
        }
    }
}
