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

    private readonly PhraseTable _table;
    private readonly PhraseTable _complete;

    internal Synonyms(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        Groups = groups;
        _table = new PhraseTable(groups, groups);

        // "Senior vice president" is also "senior VP", because a part of it has synonyms.
        _complete = new PhraseTable(groups, [.. groups.Select(WithParts)]);
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

        // With the forms by parts, a text of several phrases can exceed the maximum although it does not with those of the table.
        var texts = _complete.Expand(words, words.Length, out var isComplete);
        return [text, .. (isComplete ? texts : _table.Expand(words, words.Length, out _)).Skip(1)];
    }

    /// <summary>Returns the form in which words and phrases are compared: without accents, case, hyphens and periods after words.</summary>
    internal static string KeyOf(string phrase) =>
        WordBreaks().Replace(NormalizedValue.Of(ValueNormalization.Label, phrase), " ").Trim(' ', '.');

    private IReadOnlyList<string> WithParts(IReadOnlyList<string> group) =>
        [.. group.Concat(group.SelectMany(ExpandParts)).DistinctBy(KeyOf).Take(MaxTexts)];

    // In shorter forms, such as "dev ops", a part has another meaning.
    private IReadOnlyList<string> ExpandParts(string form) =>
        Whitespace().Split(form) is { Length: >= MinWordsOfParts } words ? _table.Expand(words, words.Length - 1, out _) : [];

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
