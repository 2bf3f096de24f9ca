using System.Text;
using Lucene.Net.Util.Automaton;

namespace Vql.SearchNode.Patterns;

/// <summary>Parses patterns in which a star stands for any text and a question mark for any character.</summary>
internal static class WildcardPattern
{
    /// <summary>The question mark in a part of a pattern. No code point has this number.</summary>
    public const int AnyCharacter = -1;

    // A word of 255 letters within a text, which Elasticsearch accepts, needs more work here than in Lucene.
    private const int Limit = 10 * PatternBuilder.DefaultLimit;

    /// <summary>Parses a pattern. A backslash escapes the next character.</summary>
    /// <exception cref="PatternTooComplexException">The pattern is too complex.</exception>
    public static Automaton Parse(string text, bool ignoresCase)
    {
        var parts = Split(text);
        return parts.Skip(1).All(part => !part.Contains(AnyCharacter))
            ? new LiteralWildcards(ignoresCase).Build(parts).ToLucene()
            : Determinize(parts, ignoresCase);
    }

    /// <summary>Returns the automaton of a text, or of texts that begin with it, in any case of its ASCII letters.</summary>
    /// <exception cref="PatternTooComplexException">The text is too long.</exception>
    public static Automaton AnyCase(string text, bool isPrefix)
    {
        IReadOnlyList<int> part = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        return new LiteralWildcards(ignoresCase: true).Build(isPrefix ? [part, []] : [part]).ToLucene();
    }

    // The parts between the stars.
    private static List<List<int>> Split(string text)
    {
        var (parts, isEscaped) = (new List<List<int>> { new() }, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!isEscaped && rune.Value == '\\')
            {
                isEscaped = true;
                continue;
            }

            if (!isEscaped && rune.Value == '*')
            {
                parts.Add([]);
            }
            else
            {
                parts[^1].Add(!isEscaped && rune.Value == '?' ? AnyCharacter : rune.Value);
            }

            isEscaped = false;
        }

        if (isEscaped)
        {
            parts[^1].Add('\\');
        }

        return parts;
    }

    private static Automaton Determinize(List<List<int>> parts, bool ignoresCase)
    {
        var builder = new PatternBuilder(Limit);
        var all = parts.Select(PartOf).Aggregate((before, part) => builder.Concat(builder.Concat(before, builder.AnyText()), part));
        return builder.Determinize(all).ToLucene();

        PatternPart PartOf(List<int> part) => part.Aggregate(builder.Empty(), (before, rune) => builder.Concat(
            before, rune == AnyCharacter ? builder.AnyCharacter() : builder.Character(rune, ignoresCase)));
    }
}
