using System.Collections.Frozen;

namespace Vql.Core.Aliases;

/// <summary>Groups of synonyms by their forms.</summary>
internal sealed class PhraseTable
{
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _groups;
    private readonly int _longestPhrase;

    /// <param name="written">The groups of the table. A form belongs to its group even if another group can be combined to it.</param>
    /// <param name="groups">The same groups, each with additional forms at its end.</param>
    public PhraseTable(IReadOnlyList<IReadOnlyList<string>> written, IReadOnlyList<IReadOnlyList<string>> groups)
    {
        _groups = written.Zip(groups, (table, group) => group.Select((form, place) => (
                Key: Synonyms.KeyOf(form), IsWritten: place < table.Count, Group: group)))
            .SelectMany(forms => forms).OrderByDescending(form => form.IsWritten).DistinctBy(form => form.Key)
            .ToFrozenDictionary(form => form.Key, form => form.Group, StringComparer.Ordinal);
        _longestPhrase = _groups.Keys.Select(key => key.Count(character => character == ' ') + 1).DefaultIfEmpty().Max();
    }

    /// <summary>Replaces the longest phrases by their synonyms, from left to right.</summary>
    /// <param name="words">The words.</param>
    /// <param name="maxLength">The maximum number of words of a phrase.</param>
    /// <param name="isComplete">Whether no phrase had to stay as it is because of <see cref="Synonyms.MaxTexts"/>.</param>
    public List<string> Expand(string[] words, int maxLength, out bool isComplete)
    {
        isComplete = true;
        var texts = new List<string> { "" };
        for (var start = 0; start < words.Length;)
        {
            var (length, forms) = FindPhrase(words, start, maxLength);
            List<string> expanded = [.. forms.SelectMany(form => texts.Select(before => before.Length == 0 ? form : $"{before} {form}"))];
            isComplete &= expanded.Count <= Synonyms.MaxTexts;
            texts = expanded.Count <= Synonyms.MaxTexts ? expanded : [.. texts.Select(before => $"{before} {forms[0]}")];
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
            if (Synonyms.KeyOf(phrase) is var key && _groups.TryGetValue(key, out var group))
            {
                return (length, [phrase, .. group.Where(form => Synonyms.KeyOf(form) != key)]);
            }
        }

        return (1, [words[start]]);
    }
}
