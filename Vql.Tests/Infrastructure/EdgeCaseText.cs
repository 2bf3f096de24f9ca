using CsCheck;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// Generates texts that are error-prone: quotes, backslashes, joiners, surrogates, and words of many scripts.
/// </summary>
internal static class EdgeCaseText
{
    private static readonly string[] Pieces =
    [
        "sales", "sale", "seals", "manager", "mangaer", "Manager", "MANAGER", "management", "vp", "VP", "a", "ab", "abc", "abcd",
        "engineer", "engine",
        "o'neil", "o’neil", "can't", "rock'n'roll", "l'oréal", "c#", "c++", ".net", "at&t", "u.s.a.", "3.14", "12,000", "1,2.3", "100%",
        "v2.0.1", "a1b2",
        "foo_bar", "_", "__x__", "e-mail", "x.y", "x:y", "a.b.c", "http://www.acme.com/a?b=c&d=%20", "sales@acme.co.uk",
        "naïve", "naïve", "résumé", "Straße", "STRASSE", "İstanbul", "ISTANBUL", "ılık", "ΣΊΣΥΦΟΣ", "σίσυφος", "Ǆ", "ﬁnance", "Å", "Å",
        "Łódź",
        "日本語", "東京都", "ソニー", "ﾃﾚﾋﾞ", "ひらがな", "한국어", "삼성전자", "สวัสดีครับ", "नमस्ते", "மொழி", "مرحبا", "مُدِير", "שלום", "צה\"ל", "Привет",
        "ქართული", "հայերեն",
        "𝔘𝔫𝔦", "𠮷野家", "\u00AD", "soft\u00ADhyphen", "zero\u200Bwidth", "non\u200Djoin", "\u200E", "\uFEFF", "\uFFFD", "\uFFFF",
        "'", "\"", "\\", "\\n", "--", ";", "%", "_%", "$1", "{}", "[]", "()", "/*", "*/", "' or 1=1 --", "null", "NULL", "true", "<b>",
        "&amp;", "?", "*",
        "\t", "\n", "\r\n", "\u0001", "\u007F", "\u0085", "\u00A0", "\u2028", "\u3000", "ab\u0301c", "\u0301", "½", "x²", "№5", "Ⅷ", "٣٤",
        "３４",
    ];

    // Words that exceed the maximum token length.
    private static readonly string[] Long =
        [new('x', 300), "x" + new string('y', 254) + "z", new('é', 256), "a " + new string('b', 600) + " c"];

    private static readonly string[] Separators = ["", " ", " ", " ", " ", "  ", "-", "/", ", ", ".", "_", "'", ":", "\u00A0", "\u200D"];

    /// <summary>Generates a single piece.</summary>
    public static Gen<string> Word { get; } = Gen.OneOf(Pieces);

    /// <summary>
    /// Generates any characters except lone surrogates, which are not characters, and U+0000, which cannot be stored.
    /// </summary>
    public static Gen<string> Characters { get; } =
        Gen.OneOf(
            Gen.Char['\u0001', '\u017F'].Select(one => one.ToString()),
            Gen.Char['\u0001', '\uD7FF'].Select(one => one.ToString()),
            Gen.Char['\uE000', '\uFFFF'].Select(one => one.ToString()),
            Gen.Int[0x10000, 0x1FFFF].Select(char.ConvertFromUtf32)).Array[0, 12].Select(string.Concat);

    /// <summary>Generates several pieces with separators.</summary>
    public static Gen<string> Phrase { get; } =
        Gen.Frequency(
            (30, Gen.Select(Word, Gen.OneOf(Separators)).Array[0, 5].Select(
                pairs => string.Concat(pairs.SelectMany(pair => new[] { pair.Item1, pair.Item2 })))),
            (1, Gen.OneOf(Long)));
}
