using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>The options for matching words, from the modifiers of a filter.</summary>
/// <param name="Type">The search type.</param>
/// <param name="Fuzzy">Whether fuzzy matching is enabled.</param>
internal readonly record struct WordMatchOptions(SearchType Type, bool Fuzzy)
{
    /// <summary>Whether a modifier was specified.</summary>
    public bool IsExplicit { get; init; }

    private static readonly (string Name, SearchType Type)[] Matches =
    [
        ("words", SearchType.Shuffle), ("exact", SearchType.Exact), ("substring", SearchType.Substring), ("prefix", SearchType.Prefix),
    ];

    /// <summary>The supported values of <c>NAME.match</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Matches.Select(match => match.Name)];

    private static string MatchNames => string.Join(", ", Names);

    /// <summary>Reads the modifiers. A modifier that was not specified is null.</summary>
    public static WordMatchOptions Read(
        KeyValuePair<string, string>? match, KeyValuePair<string, string>? fuzzy, List<ParameterFault> faults)
    {
        var type = SearchType.Shuffle;
        if (match is { } requested)
        {
            var index = Array.FindIndex(Matches, candidate => candidate.Name == requested.Value);
            if (index < 0)
            {
                faults.Add(new ParameterFault(requested.Key, $"\"{requested.Value}\" is not supported: use one of {MatchNames}"));
            }
            else
            {
                type = Matches[index].Type;
            }
        }

        if (fuzzy is not { } modifier)
        {
            return new WordMatchOptions(type, type == SearchType.Shuffle) { IsExplicit = match is not null };
        }

        var isFuzzy = FlagText.Read(modifier.Key, modifier.Value, faults);
        if (isFuzzy && type != SearchType.Shuffle)
        {
            faults.Add(new ParameterFault(modifier.Key, "applies to words only: remove it, or remove the match modifier"));
        }

        return new WordMatchOptions(type, isFuzzy) { IsExplicit = true };
    }
}
