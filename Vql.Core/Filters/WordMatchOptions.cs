using System.Globalization;
using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>The options for matching words, from the modifiers of a filter.</summary>
/// <param name="Type">The search type.</param>
/// <param name="Fuzzy">Whether fuzzy matching is enabled.</param>
internal readonly record struct WordMatchOptions(SearchType Type, bool Fuzzy)
{
    /// <summary>
    /// The minimum number of letters of a word that matches with a typing error. Shorter words are too similar to each other:
    /// CFO and CEO, for example.
    /// </summary>
    public const int FuzzyMinLength = 5;

    private const string Subdomain = "subdomain";

    /// <summary>Whether a modifier was specified.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>The minimum number of letters of a fuzzy word.</summary>
    public int MinLength { get; init; }

    /// <summary>The synonyms that match, too. Null for none.</summary>
    public Synonyms? Synonyms { get; init; }

    /// <summary>Whether the subdomains of a domain match, too.</summary>
    public bool MatchesSubdomains { get; init; }

    private static readonly (string Name, SearchType Type)[] Matches =
    [
        ("words", SearchType.Shuffle), ("exact", SearchType.Exact), ("substring", SearchType.Contains), ("prefix", SearchType.Prefix),
    ];

    /// <summary>Returns the synonyms of the words of a field. Null for none.</summary>
    public Synonyms? SynonymsOf(Field field) => field.Column.HasSynonyms ? Synonyms : null;

    /// <summary>Returns the supported values of <c>NAME.match</c>.</summary>
    public static IReadOnlyList<string> MatchNames(FilterParameter filter) => filter.Kind switch
    {
        FilterKind.Domain => ["exact", Subdomain],
        FilterKind.Website => [.. Matches.Select(match => match.Name), Subdomain],
        _ => [.. Matches.Select(match => match.Name)],
    };

    /// <summary>Reads the modifiers of a filter. A modifier that was not specified is null.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="match">The match type.</param>
    /// <param name="fuzzy">Whether words match with typing errors.</param>
    /// <param name="synonyms">Whether synonyms match.</param>
    /// <param name="table">The synonyms.</param>
    /// <param name="faults">The list to which faults are added.</param>
    public static WordMatchOptions Read(
        FilterParameter filter,
        KeyValuePair<string, string>? match,
        KeyValuePair<string, string>? fuzzy,
        KeyValuePair<string, string>? synonyms,
        Synonyms table,
        List<ParameterFault> faults)
    {
        var type = SearchType.Shuffle;
        if (match is { } requested)
        {
            var names = MatchNames(filter);
            if (!names.Contains(requested.Value))
            {
                faults.Add(new ParameterFault(
                    requested.Key, $"\"{requested.Value}\" is not supported: use one of {string.Join(", ", names)}"));
            }

            type = Array.Find(Matches, candidate => candidate.Name == requested.Value) is { Name: not null } known
                ? known.Type
                : SearchType.Shuffle;
        }

        var options = new WordMatchOptions(type, type == SearchType.Shuffle && !filter.Excludes)
        {
            IsExplicit = (match is { } explicitMatch && explicitMatch.Value != Subdomain) || fuzzy is not null,
            MinLength = FuzzyMinLength,
            Synonyms = type == SearchType.Shuffle ? table : null,
            MatchesSubdomains = match?.Value == Subdomain,
        };
        options = fuzzy is { } modifier ? options.WithFuzzy(filter, modifier, faults) : options;
        return synonyms is { } flag ? options.WithSynonyms(flag, faults) : options;
    }

    // The value is Boolean, or the minimum number of letters of a fuzzy word.
    private WordMatchOptions WithFuzzy(FilterParameter filter, KeyValuePair<string, string> modifier, List<ParameterFault> faults)
    {
        var minLength = MinLength;
        var isFuzzy = FlagText.Read(modifier.Value);
        if (isFuzzy is null && int.TryParse(modifier.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= TextMatch.DefaultFuzzyMinLength and <= TextMatch.MaxFuzzyMinLength)
        {
            (isFuzzy, minLength) = (true, number);
        }

        if (isFuzzy is null)
        {
            faults.Add(new ParameterFault(
                modifier.Key,
                $"\"{modifier.Value}\" is not supported: use true, false, or the minimum number of letters of a word that matches "
                + $"with a typing error, {TextMatch.DefaultFuzzyMinLength} to {TextMatch.MaxFuzzyMinLength}"));
        }
        else if (isFuzzy.Value && filter.Excludes)
        {
            faults.Add(new ParameterFault(modifier.Key, "does not apply to exclusions, which only exclude exact words: remove it"));
        }
        else if (isFuzzy.Value && (Type != SearchType.Shuffle || MatchesSubdomains))
        {
            faults.Add(new ParameterFault(modifier.Key, "applies to words only: remove it, or remove the match modifier"));
        }

        return this with { Fuzzy = isFuzzy ?? false, MinLength = minLength };
    }

    private WordMatchOptions WithSynonyms(KeyValuePair<string, string> modifier, List<ParameterFault> faults)
    {
        var isEnabled = FlagText.Read(modifier.Key, modifier.Value, faults);
        if (isEnabled && Type != SearchType.Shuffle)
        {
            faults.Add(new ParameterFault(modifier.Key, "applies to words only: remove it, or remove the match modifier"));
        }

        return isEnabled ? this : this with { Synonyms = null };
    }
}
