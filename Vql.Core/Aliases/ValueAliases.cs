using System.Collections.Frozen;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Aliases;

/// <summary>
/// Names for one thing: countries (ISO 3166-1 with common names), states of the United States (USPS codes), levels of seniority.
/// A filter by one of them finds rows with any.
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
        _groups = groups.SelectMany(group => group.Select(name => KeyValuePair.Create(KeyOf(name), group))).DistinctBy(pair => pair.Key).ToFrozenDictionary();
    }

    /// <summary>The aliases by the name of the column whose values they are.</summary>
    public static IReadOnlyDictionary<string, ValueAliases> ByColumn { get; } = new Dictionary<string, ValueAliases>
    {
        ["country"] = new("Countries"),
        ["state"] = new("States"),
        ["seniority"] = new("Seniorities"),
    };

    /// <summary>The names that belong together, the usual one first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    /// <summary>The aliases that apply to the values of a column; null when it has none.</summary>
    public static ValueAliases? Of(Column column) => ByColumn.GetValueOrDefault(column.Name);

    /// <summary>The ISO 3166-1 code of a country, such as <c>US</c>, by any of its names; null for an unknown one.</summary>
    public static string? RegionOf(string? country) => country is null ? null
        : ByColumn["country"].Expand(country.Trim()).FirstOrDefault(name => name.Length == 2 && name.All(char.IsAsciiLetter))?.ToUpperInvariant();

    /// <summary>The value and every other name of the same thing.</summary>
    public IReadOnlyList<string> Expand(string value) => _groups.GetValueOrDefault(KeyOf(value), [value]);

    private static string KeyOf(string value) => NormalizedValue.Of(ValueNormalization.Label, value);
}
