using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// The cost of a query in points. Only conditions that compare a word with many words of the index cost points: fuzzy words and
/// wildcards.
/// </summary>
public static class QueryCost
{
    /// <summary>The cost of a fuzzy word.</summary>
    public const int FuzzyWord = 1;

    /// <summary>The cost of a wildcard, which can match any word of the index.</summary>
    public const int Wildcard = 10;

    /// <summary>The cost from which a query itself is the most likely reason for a slow answer.</summary>
    public const int Heavy = 50;

    /// <summary>Returns the cost of conditions.</summary>
    public static int Of(EntityFields entity, VqlWhere where) =>
        NormalForm.Of(entity, where).Nested().Sum(group => group.TextMatches.All.Sum(match => Of(entity, match)));

    // The folded field of a text has the words of few rows, and filters search it in addition to the field.
    private static int Of(EntityFields entity, TextMatch match) =>
        match.Type is SearchType.Wildcard or SearchType.Contains ? Wildcard
        : match.Fuzzy && entity.TryGetField(match.Field, out var field) && !field.FoldsAccents
            ? FuzzyWord * CountWords(match.Text, match.FuzzyMinLength)
        : 0;

    private static int CountWords(string text, int minLength)
    {
        var (count, length) = (0, 0);
        foreach (var character in text)
        {
            length = char.IsLetterOrDigit(character) ? length + 1 : 0;
            count += length == minLength ? 1 : 0;
        }

        return count;
    }
}
