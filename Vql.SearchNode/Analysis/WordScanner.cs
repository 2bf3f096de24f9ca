using System.Text;

namespace Vql.SearchNode.Analysis;

/// <summary>
/// Finds tokens by the word boundary rules of Unicode Standard Annex 29, as Lucene 9 implements them. A token is the
/// longest match at a position: a word, a run of a script without word separators, an ideograph, or an emoji (UTS 51).
/// Each method takes a position in the text and returns the end of its match, or the same position if nothing matches.
/// </summary>
internal readonly ref struct WordScanner(ReadOnlySpan<char> text)
{
    private const char Joiner = '\u200D';
    private const char EmojiPresentation = '\uFE0F';
    private const char KeyCap = '\u20E3';

    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>
    /// Returns the end of the token that starts at a position, or the position if no token starts there.
    /// </summary>
    public int Token(int at) => Math.Max(Math.Max(Word(at), Emoji(at)), Math.Max(Run(at, WordClass.Complex), Unit(at, WordClass.Single)));

    /// <summary>Returns the position after one character of any class.</summary>
    public int Skip(int at) => at + (IsSurrogatePair(at) ? 2 : 1);

    private int Word(int at)
    {
        var position = Run(at, WordClass.Connector);
        if (!StartsPart(position))
        {
            return at;
        }

        while (true)
        {
            position = Part(position);
            var end = Run(position, WordClass.Connector);
            if (end == position || !StartsPart(end))
            {
                return end;
            }

            position = end;
        }
    }

    private bool StartsPart(int at) => Is(at, WordClass.Letter | WordClass.Digit | WordClass.Katakana);

    // The part of a word between two connectors: Katakana, or letters and digits.
    private int Part(int at)
    {
        if (Is(at, WordClass.Katakana))
        {
            return Joined(at, WordClass.Katakana, WordClass.None);
        }

        while (true)
        {
            var quoted = QuotedHebrew(at);
            var end = quoted > at ? quoted
                : Is(at, WordClass.Digit) ? Joined(at, WordClass.Digit, WordClass.MidNumber)
                : Is(at, WordClass.Letter) ? Joined(at, WordClass.Letter, WordClass.MidLetter)
                : at;
            if (end == at)
            {
                return at;
            }

            at = end;
        }
    }

    // A run of one class, with at most one mark between two characters. Quoted Hebrew is a longer match, so it ends the
    // run.
    private int Joined(int at, WordClass kind, WordClass mark)
    {
        at = Unit(at, kind);
        while (kind != WordClass.Letter || QuotedHebrew(at) == at)
        {
            var next = Unit(at, kind);
            var marked = Unit(at, mark);
            if (next == at && marked > at && Is(marked, kind))
            {
                next = Unit(marked, kind);
            }

            if (next == at)
            {
                break;
            }

            at = next;
        }

        return at;
    }

    // A Hebrew letter followed by a single quote, or by a double quote and another Hebrew letter.
    private int QuotedHebrew(int at)
    {
        var quote = Unit(at, WordClass.Hebrew);
        if (quote == at || quote >= _text.Length)
        {
            return at;
        }

        var quoteEnd = Extended(quote + 1);
        return _text[quote] switch
        {
            '\'' => quoteEnd,
            '"' => Unit(quoteEnd, WordClass.Hebrew) is var end && end > quoteEnd ? end : at,
            _ => at,
        };
    }

    private int Emoji(int at)
    {
        var flag = Unit(at, WordClass.Regional);
        if (flag > at)
        {
            return Is(flag, WordClass.Regional) ? Unit(flag, WordClass.Regional) : at;
        }

        var position = Math.Max(KeyCapped(at), Pictograph(at));
        while (position > at)
        {
            // The match includes a joiner after a pictograph as an extension, but not one after the presentation
            // selector.
            var joined = _text[position - 1] == Joiner ? position
                : position < _text.Length && _text[position] == Joiner ? position + 1
                : _text.Length;
            var next = Pictograph(joined);
            if (next == joined)
            {
                break;
            }

            position = next;
        }

        return position;
    }

    private int Pictograph(int at)
    {
        var position = at;
        while (position < _text.Length && _text[position] == Joiner)
        {
            position++;
        }

        if (Is(position, WordClass.EmojiModifier) && position == at)
        {
            return PlainExtended(Skip(position));
        }

        if (!Is(position, WordClass.Emoji))
        {
            return at;
        }

        position = PlainExtended(Skip(position));
        return position < _text.Length && _text[position] == EmojiPresentation ? position + 1 : position;
    }

    private int KeyCapped(int at)
    {
        if (at >= _text.Length || !(char.IsAsciiDigit(_text[at]) || _text[at] is '#' or '*'))
        {
            return at;
        }

        var position = at + 1;
        while (Is(position, WordClass.PlainExtend) && _text[position] != KeyCap)
        {
            position = Skip(position);
        }

        position += position < _text.Length && _text[position] == EmojiPresentation ? 1 : 0;
        return position < _text.Length && _text[position] == KeyCap ? PlainExtended(position + 1) : at;
    }

    private int Run(int at, WordClass kind)
    {
        while (Unit(at, kind) is var end && end > at)
        {
            at = end;
        }

        return at;
    }

    // One character of the class, with its extensions.
    private int Unit(int at, WordClass kind) => Is(at, kind) ? Extended(Skip(at)) : at;

    private int Extended(int at)
    {
        while (Is(at, WordClass.Extend))
        {
            at = Skip(at);
        }

        return at;
    }

    private int PlainExtended(int at)
    {
        while (Is(at, WordClass.PlainExtend))
        {
            at = Skip(at);
        }

        return at;
    }

    private bool Is(int at, WordClass kind)
    {
        if (at >= _text.Length)
        {
            return false;
        }

        var codePoint = IsSurrogatePair(at) ? char.ConvertToUtf32(_text[at], _text[at + 1]) : _text[at];
        return (WordClasses.Of(codePoint) & kind) != 0;
    }

    private bool IsSurrogatePair(int at) =>
        char.IsHighSurrogate(_text[at]) && at + 1 < _text.Length && char.IsLowSurrogate(_text[at + 1]);
}
