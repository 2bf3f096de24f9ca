using Vql.Core.Fields;

namespace Vql.Storage.Monitoring;

/// <summary>The use of a field in queries.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Field">The name of the field.</param>
/// <param name="Calls">The number of calls with queries that contain the field.</param>
/// <param name="ZeroHits">The number of their answers without rows.</param>
public sealed record FieldUse(string Entity, string Field, long Calls, long ZeroHits);

/// <summary>Counts the use of each field in queries.</summary>
internal sealed class FieldUses
{
    private readonly Dictionary<string, Dictionary<string, Counts>> _entities = new()
    {
        ["contact"] = Known(FieldCatalogue.Contacts),
        ["company"] = Known(FieldCatalogue.Companies),
    };

    /// <summary>Adds a query. The texts of a query without its values are its members and field names.</summary>
    public void Add(NotableQuery query)
    {
        if (!_entities.TryGetValue(query.Entity, out var fields))
        {
            return;
        }

        // Thousands of queries are read for a page, so their names are not copied.
        var known = fields.GetAlternateLookup<ReadOnlySpan<char>>();
        var text = query.Query.AsSpan();
        while (text.IndexOf('"') is >= 0 and var start && text[(start + 1)..].IndexOf('"') is >= 0 and var length)
        {
            if (known.TryGetValue(text.Slice(start + 1, length), out var counts) && !ReferenceEquals(counts.Last, query))
            {
                counts.Add(query);
            }

            text = text[(start + length + 2)..];
        }
    }

    /// <summary>Returns the use of all fields, the most frequent one first.</summary>
    public IReadOnlyList<FieldUse> ToList() =>
    [
        .. _entities
            .SelectMany(entity => entity.Value.Select(field =>
                new FieldUse(entity.Key, field.Key, field.Value.Calls, field.Value.ZeroHits)))
            .OrderByDescending(use => use.Calls).ThenBy(use => use.Entity).ThenBy(use => use.Field),
    ];

    // Filters do not name computed fields; the conversion of a filter chooses them.
    private static Dictionary<string, Counts> Known(EntityFields entity) =>
        entity.Fields.Where(field => !field.IsComputed).ToDictionary(field => field.Name, _ => new Counts());

    private sealed class Counts
    {
        public long Calls { get; private set; }

        public long ZeroHits { get; private set; }

        /// <summary>The query that was added last. It can contain a field several times.</summary>
        public NotableQuery? Last { get; private set; }

        public void Add(NotableQuery query)
        {
            Calls += query.Calls;
            ZeroHits += query.ZeroHits;
            Last = query;
        }
    }
}
