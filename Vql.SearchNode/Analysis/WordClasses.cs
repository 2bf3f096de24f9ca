using System.Globalization;

namespace Vql.SearchNode.Analysis;

/// <summary>What a character is to the rules of word boundaries.</summary>
[Flags]
internal enum WordClass
{
    None = 0,
    Letter = 1,
    Hebrew = 1 << 1,
    Digit = 1 << 2,
    Katakana = 1 << 3,

    /// <summary>Belongs to the character before it: marks, joiners, format characters.</summary>
    Extend = 1 << 4,

    /// <summary>An <see cref="Extend"/> that says nothing of how an emoji is shown.</summary>
    PlainExtend = 1 << 5,

    /// <summary>Joins words, such as the underscore.</summary>
    Connector = 1 << 6,
    MidLetter = 1 << 7,
    MidNumber = 1 << 8,

    /// <summary>A word by itself: Han and Hiragana.</summary>
    Single = 1 << 9,

    /// <summary>Of a script that separates no words, such as Thai.</summary>
    Complex = 1 << 10,
    Emoji = 1 << 11,
    EmojiModifier = 1 << 12,
    Regional = 1 << 13,
}

/// <summary>The classes of all characters in Unicode 12.1, Lucene 9's version; the table is generated.</summary>
internal static class WordClasses
{
    private const string Letters = "lhnkxpuijscemr";

    private static readonly int[] Starts;
    private static readonly int[] Ends;
    private static readonly WordClass[] Classes;
    private static readonly WordClass[] Ascii = new WordClass[128];

    static WordClasses()
    {
        using var resource = typeof(WordClasses).Assembly.GetManifestResourceStream(typeof(WordClasses), "WordClasses.txt")!;
        using var reader = new StreamReader(resource);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToArray();
        Starts = Array.ConvertAll(rows, row => int.Parse(row[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Ends = Array.ConvertAll(rows, row => int.Parse(row[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Classes = Array.ConvertAll(rows, row => row[2].Aggregate(WordClass.None, (all, letter) => all | (WordClass)(1 << Letters.IndexOf(letter, StringComparison.Ordinal))));
        for (var character = 0; character < Ascii.Length; character++)
        {
            Ascii[character] = Find(character);
        }
    }

    /// <summary>The classes of a code point.</summary>
    public static WordClass Of(int codePoint) => codePoint < Ascii.Length ? Ascii[codePoint] : Find(codePoint);

    private static WordClass Find(int codePoint)
    {
        var place = Array.BinarySearch(Starts, codePoint);
        place = place < 0 ? ~place - 1 : place;
        return place >= 0 && codePoint <= Ends[place] ? Classes[place] : WordClass.None;
    }
}
