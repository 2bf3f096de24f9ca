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
        NormalForm.Of(entity, where).Nested().Sum(group => group.TextMatches.All.Sum(Of));

    private static int Of(TextMatch match) => match.Type == SearchType.Wildcard ? Wildcard
        : match.Fuzzy ? FuzzyWord * CountWords(match.Text)
        : 0;

    private static int CountWords(string text)
    {
        var count = 0;
        var isInWord = false;
        foreach (var character in text)
        {
            var isLetter = char.IsLetterOrDigit(character);
            count += isLetter && !isInWord ? 1 : 0;
            isInWord = isLetter;
        }

        return count;
    }
}
