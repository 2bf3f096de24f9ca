using System.Text;

namespace Vql.SearchNode.Analysis;

/// <summary>
/// Finds words by the rules of Unicode's annex 29 as Lucene 9 reads them: the longest at each place
/// that is a word, a run of a script without word boundaries, one ideograph, or an emoji (UTS 51).
/// Each method takes a place in the text and gives the place behind what it found there, or the same place.
/// </summary>
internal readonly ref struct WordScanner(ReadOnlySpan<char> text)
{
    private const char Joiner = '\u200D';
    private const char EmojiPresentation = '\uFE0F';
    private const char KeyCap = '\u20E3';

    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>The end of the token that begins here; here when none does.</summary>
    public int Token(int at) => Math.Max(Math.Max(Word(at), Emoji(at)), Math.Max(Run(at, WordClass.Complex), Unit(at, WordClass.Single)));

    /// <summary>The place behind one character of any kind.</summary>
    public int Skip(int at) => at + (char.IsHighSurrogate(_text[at]) && at + 1 < _text.Length && char.IsLowSurrogate(_text[at + 1]) ? 2 : 1);

    private int Word(int at)
    {
        var place = Run(at, WordClass.Connector);
        if (!BeginsPart(place))
        {
            return at;
        }

        while (true)
        {
            place = Part(place);
            var behind = Run(place, WordClass.Connector);
            if (behind == place || !BeginsPart(behind))
            {
                return behind;
            }

            place = behind;
        }
    }

    private bool BeginsPart(int at) => Is(at, WordClass.Letter | WordClass.Digit | WordClass.Katakana);

    // What a word has between its connectors: Katakana, or letters and digits.
    private int Part(int at)
    {
        if (Is(at, WordClass.Katakana))
        {
            return Joined(at, WordClass.Katakana, WordClass.None);
        }

        while (true)
        {
            var quoted = Quoted(at);
            var behind = quoted > at ? quoted
                : Is(at, WordClass.Digit) ? Joined(at, WordClass.Digit, WordClass.MidNumber)
                : Is(at, WordClass.Letter) ? Joined(at, WordClass.Letter, WordClass.MidLetter)
                : at;
            if (behind == at)
            {
                return at;
            }

            at = behind;
        }
    }

    // A run of a kind, with one mark between. It ends before quoted Hebrew, which reaches further.
    private int Joined(int at, WordClass kind, WordClass mark)
    {
        at = Unit(at, kind);
        while (kind != WordClass.Letter || Quoted(at) == at)
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

    // A Hebrew letter with a single quote behind it, or a double quote and another one.
    private int Quoted(int at)
    {
        var behind = Unit(at, WordClass.Hebrew);
        if (behind == at || behind >= _text.Length)
        {
            return at;
        }

        var quote = Extended(behind + 1);
        return _text[behind] switch
        {
            '\'' => quote,
            '"' => Unit(quote, WordClass.Hebrew) is var end && end > quote ? end : at,
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

        var place = Math.Max(KeyCapped(at), Picture(at));
        while (place > at)
        {
            // A joiner behind a picture was taken for its extension, but for one behind the presentation.
            var joined = _text[place - 1] == Joiner ? place
                : place < _text.Length && _text[place] == Joiner ? place + 1
                : _text.Length;
            var next = Picture(joined);
            if (next == joined)
            {
                break;
            }

            place = next;
        }

        return place;
    }

    private int Picture(int at)
    {
        var place = at;
        while (place < _text.Length && _text[place] == Joiner)
        {
            place++;
        }

        if (Is(place, WordClass.EmojiModifier) && place == at)
        {
            return Plain(Skip(place));
        }

        if (!Is(place, WordClass.Emoji))
        {
            return at;
        }

        place = Plain(Skip(place));
        return place < _text.Length && _text[place] == EmojiPresentation ? place + 1 : place;
    }

    private int KeyCapped(int at)
    {
        if (at >= _text.Length || !(char.IsAsciiDigit(_text[at]) || _text[at] is '#' or '*'))
        {
            return at;
        }

        var place = at + 1;
        while (Is(place, WordClass.PlainExtend) && _text[place] != KeyCap)
        {
            place = Skip(place);
        }

        place += place < _text.Length && _text[place] == EmojiPresentation ? 1 : 0;
        return place < _text.Length && _text[place] == KeyCap ? Plain(place + 1) : at;
    }

    private int Run(int at, WordClass kind)
    {
        while (Unit(at, kind) is var behind && behind > at)
        {
            at = behind;
        }

        return at;
    }

    // One character of the kind and what extends it.
    private int Unit(int at, WordClass kind) => Is(at, kind) ? Extended(Skip(at)) : at;

    private int Extended(int at)
    {
        while (Is(at, WordClass.Extend))
        {
            at = Skip(at);
        }

        return at;
    }

    private int Plain(int at)
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

        var character = _text[at];
        return (WordClasses.Of(char.IsHighSurrogate(character) && at + 1 < _text.Length && char.IsLowSurrogate(_text[at + 1])
            ? char.ConvertToUtf32(character, _text[at + 1])
            : character) & kind) != 0;
    }
}
