using System.Text;
using Lucene.Net.Util.Automaton;

namespace Vql.SearchNode.Patterns;

/// <summary>Parses patterns in which a star stands for any text and a question mark for any character.</summary>
internal static class WildcardPattern
{
    // A word of 255 letters within a text, which Elasticsearch accepts, needs more work here than in Lucene.
    private const int Limit = 10 * PatternBuilder.DefaultLimit;

    /// <summary>Parses a pattern. A backslash escapes the next character.</summary>
    /// <exception cref="PatternTooComplexException">The pattern is too complex.</exception>
    public static Automaton Parse(string text, bool ignoresCase)
    {
        var builder = new PatternBuilder(Limit);
        var (part, isEscaped) = (builder.Empty(), false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!isEscaped && rune.Value == '\\')
            {
                isEscaped = true;
                continue;
            }

            part = builder.Concat(part, rune.Value switch
            {
                '*' when !isEscaped => builder.AnyText(),
                '?' when !isEscaped => builder.AnyCharacter(),
                var letter => builder.Character(letter, ignoresCase),
            });
            isEscaped = false;
        }

        return builder.Determinize(isEscaped ? builder.Concat(part, builder.Character('\\', ignoresCase)) : part).ToLucene();
    }

    /// <summary>Returns the automaton of a text, or of texts that begin with it, in any case of its ASCII letters.</summary>
    /// <exception cref="PatternTooComplexException">The text is too long.</exception>
    public static Automaton AnyCase(string text, bool isPrefix)
    {
        var builder = new PatternBuilder(Math.Max(Limit, text.Length));
        var part = text.EnumerateRunes().Aggregate(
            builder.Empty(), (all, rune) => builder.Concat(all, builder.Character(rune.Value, ignoresCase: true)));
        return builder.Determinize(isPrefix ? builder.Concat(part, builder.AnyText()) : part).ToLucene();
    }
}
