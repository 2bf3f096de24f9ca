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

    private readonly FrozenDictionary<string, IReadOnlyList<string>> _groups;
    private readonly int _longestPhrase;

    internal Synonyms(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        Groups = groups;
        _groups = groups.SelectMany(group => group.Select(form => KeyValuePair.Create(KeyOf(form), group)))
            .DistinctBy(form => form.Key).ToFrozenDictionary(StringComparer.Ordinal);
        _longestPhrase = _groups.Keys.Select(key => key.Count(character => character == ' ') + 1).DefaultIfEmpty().Max();
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
        var texts = new List<string> { "" };
        for (var start = 0; start < words.Length;)
        {
            var (length, forms) = FindPhrase(words, start);
            List<string> expanded = [.. forms.SelectMany(form => texts.Select(before => before.Length == 0 ? form : $"{before} {form}"))];
            texts = expanded.Count <= MaxTexts ? expanded : [.. texts.Select(before => $"{before} {forms[0]}")];
            start += length;
        }

        return [text, .. texts.Skip(1)];
    }

    /// <summary>Returns the form in which words and phrases are compared: without accents, case, hyphens and final periods.</summary>
    internal static string KeyOf(string phrase) =>
        WordBreaks().Replace(NormalizedValue.Of(ValueNormalization.Label, phrase), " ").Trim(' ', '.');

    // The form of the text itself is first.
    private (int Length, IReadOnlyList<string> Forms) FindPhrase(string[] words, int start)
    {
        for (var length = Math.Min(_longestPhrase, words.Length - start); length > 0; length--)
        {
            var phrase = string.Join(' ', words[start..(start + length)]);
            if (KeyOf(phrase) is var key && _groups.TryGetValue(key, out var group))
            {
                return (length, [phrase, .. group.Where(form => KeyOf(form) != key)]);
            }
        }

        return (1, [words[start]]);
    }

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

    [GeneratedRegex(@"[\s\-/,]+")]
    private static partial Regex WordBreaks();
}
