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

    private readonly WordMatchOptions _asTyped = options with { Type = SearchType.Shuffle, Fuzzy = false, Synonyms = null };

    /// <summary>Returns the scores of values. Empty for filters that do not compare words, and for exclusions.</summary>
    /// <param name="parameter">The name of the filter in the request.</param>
    /// <param name="values">The values.</param>
    public IEnumerable<FilterScore> Of(string parameter, IReadOnlyList<string> values) =>
        filter.Excludes || values.Count > MaxValues || options.Type is SearchType.Exact or SearchType.SameWords ? [] : filter.Kind switch
        {
            FilterKind.Search => new SearchCondition(fields, filter, options).ScoresOf(parameter, values[0]),
            FilterKind.Every => values.SelectMany(value => ScoreOf(parameter, value, ReasonsOf([value]).Concat(WholeValues([value])))),
            FilterKind.Any => ScoreOf(parameter, string.Join(", ", values), ReasonsOf(values).Concat(WholeValues(values))),
            _ => [],
        };

    /// <summary>Returns the reasons of the words of texts, by field.</summary>
    public IEnumerable<ScoreReason> ReasonsOf(IReadOnlyList<string> texts)
    {
        foreach (var field in TextFields)
        {
            if (texts.Any(text => !text.All(char.IsLetterOrDigit)))
            {
                yield return PhraseOf(field, texts);
            }

            yield return ReasonOf(ScoreMatch.Words, field, texts, _asTyped, Words);
            if (options.Type is SearchType.Prefix or SearchType.Contains)
            {
                yield return ReasonOf(ScoreMatch.Prefix, field, texts, _asTyped with { Type = SearchType.Prefix }, Start);
            }

            if (options.SynonymsOf(field) is { } synonyms && texts.Any(text => synonyms.Expand(text).Count > 1))
            {
                yield return ReasonOf(ScoreMatch.Synonym, field, texts, _asTyped with { Synonyms = synonyms }, Synonym);
            }

            // The remaining matches have no weight.
            if (options.Type == SearchType.Contains || options.Fuzzy)
            {
                yield return ReasonOf(options.Fuzzy ? ScoreMatch.Typo : ScoreMatch.Substring, field, texts, options, weight: 0);
            }
        }
    }

    /// <summary>Returns the reasons of a phrase, by field.</summary>
    public IEnumerable<ScoreReason> PhrasesOf(string text) => TextFields.Select(field => PhraseOf(field, [text]));

    /// <summary>Returns the score of reasons. None if no reason has a weight.</summary>
    public static IEnumerable<FilterScore> ScoreOf(string parameter, string value, IEnumerable<ScoreReason> reasons)
    {
        var score = new FilterScore(parameter, value, [.. reasons.OrderByDescending(reason => reason.Weight)]);
        return score.Score is null ? [] : [score];
    }

    // Whole values are either equal or not, so they have no weight.
    private IEnumerable<ScoreReason> WholeValues(IReadOnlyList<string> values) =>
        filter.Fields.Where(name => fields[name].Kind != FieldKind.Text).Select(name =>
        {
            var alternatives = new FilterCondition(fields, filter, options).AlternativesOf(name, values);
            return new ScoreReason(ScoreMatch.Value, name, FilterCondition.AnyOf([.. alternatives]), Weight: 0);
        });

    private IEnumerable<Field> TextFields => filter.Fields.Select(name => fields[name]).Where(searched => searched.Kind == FieldKind.Text);

    private ScoreReason PhraseOf(Field field, IReadOnlyList<string> texts) =>
        ReasonOf(ScoreMatch.Phrase, field, texts, _asTyped with { Type = SearchType.Exact }, Phrase);

    private ScoreReason ReasonOf(ScoreMatch match, Field field, IReadOnlyList<string> texts, WordMatchOptions words, int weight) => new(
        match, field.Name, FilterCondition.AnyOf([.. new WordCondition(fields, filter, words).AlternativesOf(field, texts)]),
        weight * field.SearchRank);
}
