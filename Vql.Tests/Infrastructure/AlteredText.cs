using CsCheck;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// Generates search texts that differ from a stored text: some of its words, in another order, misspelled, incomplete,
/// or as a pattern.
/// </summary>
internal static class AlteredText
{
    /// <summary>Generates a variation of one of the texts.</summary>
    public static Gen<string> Of(Gen<string> texts) => Gen.Select(texts, Gen.Int[0, 9], Gen.Int[0, 999], Gen.Int[0, 999], Alter);

    /// <summary>
    /// Generates a pattern with <c>*</c> and <c>?</c> that matches one of the texts, or a word of it.
    /// </summary>
    public static Gen<string> PatternOf(Gen<string> texts) => Gen.Select(texts, Gen.Int[0, 7], Gen.Int[0, 999], Gen.Int[0, 999], Pattern);

    private static string Alter(string text, int kind, int at, int length)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return text;
        }

        var begin = at % words.Length;
        var run = words[begin..Math.Min(words.Length, begin + 1 + (length % 4))];
        return kind switch
        {
            0 or 1 => string.Join(' ', run),
            2 => string.Join(' ', run.Reverse()),
            3 => string.Join(' ', run.Where((_, index) => index != 1)),
            4 => string.Join(' ', run.Append(run[0])),
            5 => string.Join(' ', run).ToUpperInvariant(),
            6 or 7 => Misspell(LettersOf(string.Join(' ', run)), at, length),
            8 => string.Concat(LettersOf(run[0]).Skip(at % 3).Take(1 + (length % 12))),
            _ => string.Concat(LettersOf(text).Take(1 + (at % 30))),
        };
    }

    private static string Misspell(string[] letters, int at, int kind)
    {
        var place = at % letters.Length;
        var next = Math.Min(place + 1, letters.Length - 1);
        switch (kind % 4)
        {
            case 0:
                (letters[place], letters[next]) = (letters[next], letters[place]);
                break;
            case 1:
                letters[place] = "";
                break;
            case 2:
                letters[place] += letters[next];
                break;
            default:
                letters[place] = "x";
                break;
        }

        return string.Concat(letters);
    }

    private static string Pattern(string text, int kind, int at, int length)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var letters = LettersOf(kind % 2 == 0 || words.Length == 0 ? text : words[at % words.Length]);
        if (letters.Length == 0)
        {
            return "*";
        }

        var place = at % letters.Length;
        var end = Math.Min(letters.Length, place + 1 + (length % 5));
        return (kind / 2) switch
        {
            0 => string.Concat([.. letters[..place], "?", .. letters[(place + 1)..]]),
            1 => string.Concat([.. letters[..place], "*", .. letters[end..]]),
            2 => string.Concat(["*", .. letters[place..end], "*"]),
            _ => string.Concat([.. letters[..place], "\\", letters[place], "*"]),
        };
    }

    private static string[] LettersOf(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];
}
