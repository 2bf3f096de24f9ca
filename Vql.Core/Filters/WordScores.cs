using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>
/// Creates the scores of a filter by words, for the order by relevance. A phrase is better than its words in any order, these are
/// better than the starts of words, and these are better than synonyms. Words with typing errors have no weight.
/// </summary>
internal sealed class WordScores(EntityFields fields, FilterParameter filter, WordMatchOptions options)
{
    /// <summary>The maximum number of values of a filter with scores.</summary>
    public const int MaxValues = 20;

    /// <summary>The weight of whole values, such as cities, and of words in fields of the lowest rank.</summary>
    public const int Words = 4;

    private const int Phrase = 8;
    private const int Start = 2;
    private const int Synonym = 1;

    private readonly WordMatchOptions _asTyped = options with { Type = SearchType.Shuffle, Fuzzy = false, UsesSynonyms = false };

    /// <summary>Returns the scores of values. Empty for filters that do not compare words, and for exclusions.</summary>
    public IEnumerable<VqlScore> Of(IReadOnlyList<string> values) =>
        filter.Excludes || values.Count > MaxValues || options.Type is SearchType.Exact or SearchType.SameWords ? [] : filter.Kind switch
        {
            FilterKind.Search => new SearchCondition(fields, filter, options).ScoresOf(values[0]),
            FilterKind.Every => values.SelectMany(value => ScoreOf(TiersOf([value]))),
            FilterKind.Any => ScoreOf(TiersOf(values)),
            _ => [],
        };

    /// <summary>Returns the tiers of the words of texts, by field.</summary>
    public IEnumerable<ScoreTier> TiersOf(IReadOnlyList<string> texts)
    {
        foreach (var field in TextFields)
        {
            if (texts.Any(text => !text.All(char.IsLetterOrDigit)))
            {
                yield return PhraseOf(field, texts);
            }

            yield return TierOf(field, texts, _asTyped, Words);
            if (options.Type is SearchType.Prefix or SearchType.Contains)
            {
                yield return TierOf(field, texts, _asTyped with { Type = SearchType.Prefix }, Start);
            }

            if (options.UsesSynonyms && Synonyms.Of(field.Column) is { } synonyms && texts.Any(text => synonyms.Expand(text).Count > 1))
            {
                yield return TierOf(field, texts, _asTyped with { UsesSynonyms = true }, Synonym);
            }
        }
    }

    /// <summary>Returns the tiers of a phrase, by field.</summary>
    public IEnumerable<ScoreTier> PhrasesOf(string text) => TextFields.Select(field => PhraseOf(field, [text]));

    /// <summary>Returns a score of tiers, of which those with the same weight are alternatives. None without tiers.</summary>
    public static IEnumerable<VqlScore> ScoreOf(IEnumerable<ScoreTier> tiers)
    {
        ScoreTier[] sorted =
        [
            .. tiers.GroupBy(tier => tier.Weight, tier => tier.Where).OrderByDescending(group => group.Key)
                .Select(group => new ScoreTier(FilterCondition.AnyOf([.. group]), group.Key)),
        ];
        return sorted.Length == 0 ? [] : [new VqlScore(sorted)];
    }

    private IEnumerable<Field> TextFields => filter.Fields.Select(name => fields[name]).Where(searched => searched.Kind == FieldKind.Text);

    private ScoreTier PhraseOf(Field field, IReadOnlyList<string> texts) =>
        TierOf(field, texts, _asTyped with { Type = SearchType.Exact }, Phrase);

    private ScoreTier TierOf(Field field, IReadOnlyList<string> texts, WordMatchOptions match, int weight) => new(
        FilterCondition.AnyOf([.. new WordCondition(fields, filter, match).AlternativesOf(field, texts)]), weight * field.SearchRank);
}
