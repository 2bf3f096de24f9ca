using System.Text.RegularExpressions;
using CsCheck;
using Lucene.Net.Util.Automaton;
using Vql.SearchNode.Patterns;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of patterns with wildcards.</summary>
public sealed class WildcardPatternTests
{
    // Few letters, so that words repeat themselves and occur in each other.
    private static readonly Gen<string> Patterns = Gen.OneOf("a", "b", "A", "é", "*", "*", "?", "\\*", "\\?", "aab").Array[0, 12]
        .Select(parts => string.Concat(parts));

    private static readonly Gen<string> Texts = Gen.OneOf("a", "b", "A", "é", "*", "?", "aab", "aaab").Array[0, 12]
        .Select(parts => string.Concat(parts));

    [Fact]
    public void Pattern_OnARandomText_MatchesAsItsRegularExpression() =>
        Gen.Select(Patterns, Texts, Gen.Bool).Sample((pattern, text, ignoresCase) =>
        {
            var expression = Regex.Replace(pattern, @"\\.|\*|\?|.", part => part.Value switch
            {
                "*" => ".*",
                "?" => ".",
                var letter => Regex.Escape(letter.TrimStart('\\')),
            });
            var expected = Regex.IsMatch(text, $@"\A(?:{expression})\z", ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            Assert.Equal(expected, BasicOperations.Run(WildcardPattern.Parse(pattern, ignoresCase), text));
        }, iter: 20_000);

    [Theory]
    [InlineData("sales", false, "sales", true)]
    [InlineData("sales", false, "SaLES", true)]
    [InlineData("sales", false, "sales manager", false)]
    [InlineData("sales", true, "Sales manager", true)]
    [InlineData("sales", true, "sale", false)]
    [InlineData("", true, "anything", true)]
    public void TextInAnyCase_MatchesItselfOrItsContinuations(string text, bool isPrefix, string value, bool expected) =>
        Assert.Equal(expected, BasicOperations.Run(WildcardPattern.AnyCase(text, isPrefix), value));

    [Fact]
    public void Word_OfManyEqualLetters_IsFoundUpToTheLimitOfElasticsearch()
    {
        var word = new string('é', 255);
        var automaton = WildcardPattern.Parse($"*{word}*", ignoresCase: false);
        Assert.True(BasicOperations.Run(automaton, $"e{word}e"));
        Assert.False(BasicOperations.Run(automaton, $"e{word[1..]}e{word[1..]}"));
        Assert.Throws<PatternTooComplexException>(() => WildcardPattern.Parse($"*{new string('é', 1_000)}*", ignoresCase: false));
    }
}
