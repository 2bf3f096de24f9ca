using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Aliases;

/// <summary>
/// Words and phrases with the same meaning in job titles, such as <c>CEO</c> and <c>chief executive officer</c>. A text also finds
/// the rows that contain the other form. <see cref="SynonymFile"/> adds the groups of a deployment.
/// </summary>
public sealed partial class Synonyms
{
    /// <summary>
    /// The maximum number of texts that a text is expanded to, and therefore of the forms of a group. A larger group would never be
    /// used.
    /// </summary>
    public const int MaxTexts = 16;

    private const int MinWordsOfParts = 3;

    private readonly FrozenDictionary<string, IReadOnlyList<string>> _groups;
    private readonly int _longestPhrase;

    internal Synonyms(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        Groups = groups;
        _groups = ByForm(groups, groups);
        _longestPhrase = LongestOf(_groups.Keys);

        // "Senior vice president" is also "senior VP", because a part of it has synonyms.
        _groups = ByForm(groups, [.. groups.Select(WithParts)]);
        _longestPhrase = LongestOf(_groups.Keys);
    }

    /// <summary>The built-in synonyms of job titles.</summary>
    public static Synonyms Titles { get; } = Load("Titles");

    /// <summary>The groups of synonyms.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    /// <summary>
    /// Returns the text, followed by the texts in which phrases are replaced by their synonyms. The longest phrases are replaced, from
    /// left to right; a phrase that would lead to more than <see cref="MaxTexts"/> texts stays as it is.
    /// </summary>
    public IReadOnlyList<string> Expand(string text)
    {
        var words = Whitespace().Split(text.Trim());
        return [text, .. Expand(words, words.Length).Skip(1)];
    }

    /// <summary>Returns the form in which words and phrases are compared: without accents, case, hyphens and periods after words.</summary>
    internal static string KeyOf(string phrase) =>
        WordBreaks().Replace(NormalizedValue.Of(ValueNormalization.Label, phrase), " ").Trim(' ', '.');

    private List<string> Expand(string[] words, int maxLength)
    {
        var texts = new List<string> { "" };
        for (var start = 0; start < words.Length;)
        {
            var (length, forms) = FindPhrase(words, start, maxLength);
            List<string> expanded = [.. forms.SelectMany(form => texts.Select(before => before.Length == 0 ? form : $"{before} {form}"))];
            texts = expanded.Count <= MaxTexts ? expanded : [.. texts.Select(before => $"{before} {forms[0]}")];
            start += length;
        }

        return texts;
    }

    // The form of the text itself is first.
    private (int Length, IReadOnlyList<string> Forms) FindPhrase(string[] words, int start, int maxLength)
    {
        for (var length = Math.Min(Math.Min(maxLength, _longestPhrase), words.Length - start); length > 0; length--)
        {
            var phrase = string.Join(' ', words[start..(start + length)]);
            if (KeyOf(phrase) is var key && _groups.TryGetValue(key, out var group))
            {
                return (length, [phrase, .. group.Where(form => KeyOf(form) != key)]);
            }
        }

        return (1, [words[start]]);
    }

    private IReadOnlyList<string> WithParts(IReadOnlyList<string> group) =>
        [.. group.Concat(group.SelectMany(ExpandParts)).DistinctBy(KeyOf).Take(MaxTexts)];

    // In shorter forms, such as "dev ops", a part has another meaning.
    private IReadOnlyList<string> ExpandParts(string form) =>
        Whitespace().Split(form) is { Length: >= MinWordsOfParts } words ? Expand(words, words.Length - 1) : [];

    // A form of the table belongs to its own group, even if another group can be combined to it.
    private static FrozenDictionary<string, IReadOnlyList<string>> ByForm(
        IReadOnlyList<IReadOnlyList<string>> table, IReadOnlyList<IReadOnlyList<string>> complete) =>
        table.Zip(complete, (written, group) => group.Select((form, place) => (Key: KeyOf(form), IsWritten: place < written.Count, group)))
            .SelectMany(forms => forms).OrderByDescending(form => form.IsWritten).DistinctBy(form => form.Key)
            .ToFrozenDictionary(form => form.Key, form => form.group, StringComparer.Ordinal);

    private static int LongestOf(IEnumerable<string> keys) =>
        keys.Select(key => key.Count(character => character == ' ') + 1).DefaultIfEmpty().Max();

    private static Synonyms Load(string file)
    {
        using var data = typeof(Synonyms).Assembly.GetManifestResourceStream($"Vql.Core.Aliases.{file}.txt")!;
        using var reader = new StreamReader(data);
        return new Synonyms(
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries)),
        ]);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"\.*[\s\-/,]+")]
    private static partial Regex WordBreaks();
}
