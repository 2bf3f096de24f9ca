namespace Vql.SyncWorker.Import.Identity;

/// <summary>An index of entries by a key that is not unique.</summary>
internal sealed class EntryIndex<TKey, T>
    where TKey : notnull
    where T : Entry
{
    private readonly Dictionary<TKey, List<T>> _entries = [];

    /// <summary>The entries with a key; empty if the key is null.</summary>
    public IReadOnlyList<T> this[TKey? key] => key is not null && _entries.TryGetValue(key, out var entries) ? entries : [];

    /// <summary>Adds an entry if the key is not null. Duplicates are ignored.</summary>
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
