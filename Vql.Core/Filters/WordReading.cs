using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>How a filter reads words: what its modifiers say.</summary>
/// <param name="Type">The search type.</param>
/// <param name="Fuzzy">Whether misspellings are forgiven.</param>
internal readonly record struct WordReading(SearchType Type, bool Fuzzy)
{
    /// <summary>Whether a modifier said so.</summary>
    public bool IsGiven { get; init; }

    private static readonly (string Name, SearchType Type)[] Matches =
    [
        ("words", SearchType.Shuffle), ("exact", SearchType.Exact), ("substring", SearchType.Substring), ("prefix", SearchType.Prefix),
    ];

    /// <summary>The values that <c>NAME.match</c> takes.</summary>
    public static string MatchNames => string.Join(", ", Matches.Select(match => match.Name));

    /// <summary>Reads the modifiers; each is null when it was not given.</summary>
    public static WordReading Read(
        KeyValuePair<string, string>? match, KeyValuePair<string, string>? fuzzy, List<ParameterFault> faults)
    {
        var type = SearchType.Shuffle;
        if (match is { } wanted)
        {
            var found = Array.FindIndex(Matches, candidate => candidate.Name == wanted.Value);
            if (found < 0)
            {
                faults.Add(new ParameterFault(wanted.Key, $"\"{wanted.Value}\" is none of {MatchNames}"));
            }
            else
            {
                type = Matches[found].Type;
            }
        }

        if (fuzzy is not { } forgiving)
        {
            return new WordReading(type, type == SearchType.Shuffle) { IsGiven = match is not null };
        }

        var isFuzzy = FlagText.Read(forgiving.Key, forgiving.Value, faults);
        if (isFuzzy && type != SearchType.Shuffle)
        {
            faults.Add(new ParameterFault(forgiving.Key, "is for words only: leave it out, or leave the match modifier out"));
        }

        return new WordReading(type, isFuzzy) { IsGiven = true };
    }
}
