using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>The rows and keys of the items of a round. An item whose rows or keys an earlier item has must wait for it.</summary>
internal sealed class BatchClaims(Entity entity)
{
    private readonly HashSet<string> _uuids = [];
    private readonly HashSet<MatchKey> _searched = [];
    private readonly HashSet<MatchKey> _written = [];

    /// <summary>Claims the rows and keys of an item, also if it must wait: later items with the same ones follow it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="found">The UUIDs of the rows with the key of the item.</param>
    /// <returns>Whether no earlier item has any of them.</returns>
    public bool TryClaim(BatchItem item, IReadOnlyList<string> found)
    {
        string?[] uuids = [item.Uuid, item.Row?.Uuid, .. found];
        var isFree = true;
        foreach (var uuid in uuids.OfType<string>().Distinct())
        {
            isFree &= _uuids.Add(uuid);
        }

        // Several new rows can have the same key, but an item that searches for a key depends on all that write it.
        var written = item.Row is { } row ? MatchMember.Of(entity).Select(member => member.Find(row)).OfType<MatchKey>().ToList() : [];
        isFree &= (item.Key is null || !_written.Contains(item.Key)) && !written.Exists(_searched.Contains);
        _written.UnionWith(written);
        if (item.Key is { } key)
        {
            _searched.Add(key);
        }

        return isFree;
    }
}
