using System.Globalization;

namespace Vql.SearchNode.Analysis;

/// <summary>The classes of a character in the word boundary rules.</summary>
[Flags]
internal enum WordClass
{
    None = 0,
    Letter = 1,
    Hebrew = 1 << 1,
    Digit = 1 << 2,
    Katakana = 1 << 3,

    /// <summary>Extends the preceding character: marks, joiners, and format characters.</summary>
    Extend = 1 << 4,

    /// <summary>An <see cref="Extend"/> that does not select the presentation of an emoji.</summary>
    PlainExtend = 1 << 5,

    /// <summary>Connects words, such as the underscore.</summary>
    Connector = 1 << 6,
    MidLetter = 1 << 7,
    MidNumber = 1 << 8,

    /// <summary>A word on its own: Han and Hiragana.</summary>
    Single = 1 << 9,

    /// <summary>Belongs to a script without word separators, such as Thai.</summary>
    Complex = 1 << 10,
    Emoji = 1 << 11,
    EmojiModifier = 1 << 12,
    Regional = 1 << 13,
}

/// <summary>
/// The word boundary classes of Unicode 12.1, the version that Lucene 9 uses. The table is generated.
/// </summary>
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
        Classes = Array.ConvertAll(rows, row => row[2].Aggregate(WordClass.None, (classes, letter) => classes | ClassOf(letter)));
        for (var character = 0; character < Ascii.Length; character++)
        {
            Ascii[character] = Find(character);
        }
    }

    /// <summary>Returns the classes of a code point.</summary>
    public static WordClass Of(int codePoint) => codePoint < Ascii.Length ? Ascii[codePoint] : Find(codePoint);

    private static WordClass ClassOf(char letter) => (WordClass)(1 << Letters.IndexOf(letter, StringComparison.Ordinal));

    private static WordClass Find(int codePoint)
    {
        var index = Array.BinarySearch(Starts, codePoint);
        index = index < 0 ? ~index - 1 : index;
        return index >= 0 && codePoint <= Ends[index] ? Classes[index] : WordClass.None;
    }
}
