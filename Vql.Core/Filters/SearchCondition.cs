using System.Text.RegularExpressions;
using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>
/// Creates the condition that each word of a text matches in any of the searched fields, for example a name in one field and a
/// city in another. A whole value such as <c>new york</c> matches all its words.
/// </summary>
internal sealed partial class SearchCondition(EntityFields fields, FilterParameter filter, WordMatchOptions options)
{
    /// <summary>The maximum number of words. Each word requires a condition on every searched field.</summary>
    public const int MaxWords = 12;

    // Values such as cities and industries rarely have more words.
    private const int MaxPhraseWords = 5;

    // Shorter names of places are also ordinary words: "in" and "me" are codes of Indiana and Maine.
    private const int MinAliasLength = 3;

    /// <summary>Returns the reason why a text has too many words. Null if it has not.</summary>
    public static string? FaultOf(string text) => WordsOf(text).Count is > MaxWords and var count
        ? $"contains {count} words; the maximum is {MaxWords}"
        : null;

    public VqlWhere Of(string text)
    {
        var words = WordsOf(text);
        return words.Count == 0
            ? Of(words: [text], place: 0)
            : Conjunction.Of(Enumerable.Range(0, words.Count).Select(place => Of(words, place)));
    }

    /// <summary>Returns a score for each word, and one for the whole text as a phrase.</summary>
    /// <param name="parameter">The name of the filter in the request.</param>
    /// <param name="text">The text.</param>
    public IEnumerable<FilterScore> ScoresOf(string parameter, string text)
    {
        var words = WordsOf(text);
        var ofWords = words.SelectMany((word, place) => WordScores.ScoreOf(
            parameter, word, ScoresWith(OptionsOf(word)).ReasonsOf([word]).Concat(WholeValues(words, place).Select(ReasonOf))));
        return words.Count > 1 ? ofWords.Concat(WordScores.ScoreOf(parameter, text, ScoresWith(options).PhrasesOf(text))) : ofWords;
    }

    private static ScoreReason ReasonOf(VqlWhere value) =>
        new(ScoreMatch.Value, value.KeywordMatch.Must[0].Field, value, WordScores.Words);

    private VqlWhere Of(List<string> words, int place)
    {
        // Only the last word can be the start of a longer one.
        var isWhole = options.Type == SearchType.Prefix && place < words.Count - 1;
        var wordOptions = isWhole ? options with { Type = SearchType.Shuffle, Fuzzy = false } : OptionsOf(words[place]);
        var condition = new WordCondition(fields, filter, wordOptions);
        var texts = filter.Fields.Select(name => fields[name]).Where(field => field.Kind == FieldKind.Text);
        return VqlWhere.Everything with
        {
            AnyOf = [.. texts.SelectMany(field => condition.AlternativesOf(field, [words[place]])), .. WholeValues(words, place)],
        };
    }

    private WordScores ScoresWith(WordMatchOptions wordOptions) => new(fields, filter, wordOptions);

    // Other addresses are often similar to one: xata.com to att.com. Unless a modifier is specified, typing errors do not match.
    private WordMatchOptions OptionsOf(string word) =>
        !options.IsExplicit && Address().IsMatch(word) ? options with { Fuzzy = false } : options;

    private IEnumerable<VqlWhere> WholeValues(List<string> words, int place)
    {
        var phrases = PhrasesWith(words, place);
        var searched = filter.Fields.Select(name => fields[name]).ToLookup(field => field.Kind == FieldKind.Text);
        return
        [
            .. searched[true].Where(IsDomain).SelectMany(field =>
                WholeValues(field, words[place].Contains('.', StringComparison.Ordinal) ? [words[place]] : [])),
            .. searched[false].SelectMany(field => WholeValues(field, phrases)),
        ];
    }

    private IEnumerable<VqlWhere> WholeValues(Field field, IReadOnlyList<string> phrases)
    {
        var aliases = ValueAliases.Of(field.Column);
        var normalized = fields.NormalizedOf(field);
        var match = KeywordValues.Of(normalized, phrases.SelectMany(phrase =>
            aliases is not null && (phrase.Length >= MinAliasLength || phrase.All(char.IsAsciiLetterUpper))
                ? aliases.Expand(phrase)
                : [phrase]));

        // A text without digits has no phone number. It must not find rows with an empty one.
        match = match with { Values = [.. match.Values.Where(value => value.Text.Length > 0)] };
        return match.Values.Count == 0
            ? []
            : [VqlWhere.Everything with { KeywordMatch = new Clauses<KeywordMatch>([match], []) }];
    }

    private static bool IsDomain(Field field) => field.Column.Normalization == ValueNormalization.Domain;

    // Returns the phrases that contain the word: the whole text, and all shorter ones.
    private static List<string> PhrasesWith(List<string> words, int place) =>
    [
        .. from start in Enumerable.Range(0, place + 1)
           from end in Enumerable.Range(place, words.Count - place)
           where end - start < MaxPhraseWords || (start == 0 && end == words.Count - 1)
           select string.Join(' ', words.Skip(start).Take(end - start + 1)),
    ];

    // Punctuation is no word.
    private static List<string> WordsOf(string text) =>
        [.. Separators().Split(text).Where(word => SearchableText.FaultOf(word, SearchType.Shuffle, keepsSymbols: true) is null)];

    // A scheme, an email address, or a domain in one case. "J.Smith" is none.
    [GeneratedRegex(@"://|@|^[wW]{3}\.|[\p{L}\p{N}]\.(\p{Ll}{2,}|\p{Lu}{2,})(?![\p{L}\p{N}])")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\s,;]+")]
    private static partial Regex Separators();
}
