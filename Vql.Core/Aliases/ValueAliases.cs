using System.Collections.Frozen;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Aliases;

/// <summary>
/// Alternative names of values: countries (ISO 3166-1 and common names), states of the United States (USPS codes) and levels of
/// seniority. A filter by one of the names matches rows with any of them.
/// </summary>
public sealed class ValueAliases
{
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _groups;

    private ValueAliases(string file)
    {
        using var data = typeof(ValueAliases).Assembly.GetManifestResourceStream($"Vql.Core.Aliases.{file}.txt")!;
        using var reader = new StreamReader(data);
        var groups = new List<IReadOnlyList<string>>();
        while (reader.ReadLine() is { } line)
        {
            groups.Add(line.Split('|', StringSplitOptions.TrimEntries));
        }

        Groups = groups;
        _groups = groups.SelectMany(group => group.Select(name => KeyValuePair.Create(KeyOf(name), group)))
            .DistinctBy(pair => pair.Key).ToFrozenDictionary();
    }

    /// <summary>The aliases, by column name.</summary>
    public static IReadOnlyDictionary<string, ValueAliases> ByColumn { get; } = new Dictionary<string, ValueAliases>
    {
        ["country"] = new("Countries"),
        ["state"] = new("States"),
        ["seniority"] = new("Seniorities"),
    };

    /// <summary>The groups of equivalent names. The most common name is first in its group.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    /// <summary>Returns the aliases of the values of a column, or null if it has none.</summary>
    public static ValueAliases? Of(Column column) => ByColumn.GetValueOrDefault(column.Name);

    /// <summary>
    /// Returns the ISO 3166-1 code of a country, such as <c>US</c>, by any of its names. Null for an unknown country.
    /// </summary>
    public static string? RegionOf(string? country) => country is null ? null
        : ByColumn["country"].Expand(country.Trim())
            .FirstOrDefault(name => name.Length == 2 && name.All(char.IsAsciiLetter))?.ToUpperInvariant();

    /// <summary>Returns the value and its alternative names.</summary>
    public IReadOnlyList<string> Expand(string value) => _groups.GetValueOrDefault(KeyOf(value), [value]);

    /// <summary>Returns the names of the value that is most similar to a misspelled name. Empty if none is similar enough.</summary>
    public IReadOnlyList<string> FindNear(string value)
    {
        var near = _groups.Keys.Where(name => name.Length > 3).Select(name => (Name: name, Edits: Spelling.Distance(KeyOf(value), name, 2)))
            .MinBy(candidate => (candidate.Edits, candidate.Name));
        return near.Edits <= 2 ? _groups[near.Name] : [];
    }

    private static string KeyOf(string value) => NormalizedValue.Of(ValueNormalization.Label, value);
}
