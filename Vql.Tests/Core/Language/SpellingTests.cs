using CsCheck;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class SpellingTests
{
    // Few letters, one of them outside of the basic plane, give many equal and transposed ones.
    private static readonly Gen<string> Word = Gen.OneOf("a", "b", "\U0001F600").Array[0, 5].Select(string.Concat);

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("engineer", "engineer", 0)]
    [InlineData("presdient", "president", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("\U0001F600a", "a", 1)]
    public void Distance_OfTwoWords_IsTheNumberOfEdits(string left, string right, int expected)
    {
        Assert.Equal(expected, Spelling.Distance(left, right, limit: 5));
        Assert.Equal(expected, Spelling.Distance(left, right, limit: expected));
    }

    [Fact]
    public void Distance_OfRandomWords_IsTheLeastNumberOfEditsUpToTheLimit() =>
        Gen.Select(Word, Word, Gen.Int[0, 6]).Sample((left, right, limit) => Assert.Equal(
            Math.Min(Edits(Letters(left), Letters(right)), limit + 1), Spelling.Distance(left, right, limit)), iter: 3000);

    [Fact]
    public void DistanceToPrefix_OfRandomWords_IsThatToTheNearestBeginningUpToTheLimit() =>
        Gen.Select(Word, Word, Gen.Int[0, 3]).Sample((text, word, limit) =>
        {
            var letters = Letters(word);
            var nearest = Enumerable.Range(0, letters.Length + 1).Min(length => Edits(Letters(text), letters.AsSpan(0, length)));
            Assert.Equal(Math.Min(nearest, limit + 1), Spelling.DistanceToPrefix(text, word, limit));
        }, iter: 3000);

    [Theory]
    [InlineData("titel", "title")]
    [InlineData("ctiy", "city")]
    [InlineData("city_name", null)]
    [InlineData("xyz", null)]
    [InlineData("cxxy", null)]
    [InlineData("cty", "city")]
    [InlineData("cmpny_adress", "company_address")]
    [InlineData("cmpny_adrss", null)]
    public void Nearest_OfANameWithTypos_IsTheIntendedNameIfItIsSimilarEnough(string name, string? expected) =>
        Assert.Equal(expected, Spelling.Nearest(name, ["title", "city", "company_address"]));

    private static int[] Letters(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];

    // The definition of the distance, without a table.
    private static int Edits(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.Length + right.Length;
        }

        var least = Math.Min(Edits(left[1..], right), Edits(left, right[1..])) + 1;
        least = Math.Min(least, Edits(left[1..], right[1..]) + (left[0] == right[0] ? 0 : 1));
        return left.Length > 1 && right.Length > 1 && left[0] == right[1] && left[1] == right[0]
            ? Math.Min(least, Edits(left[2..], right[2..]) + 1)
            : least;
    }
}
