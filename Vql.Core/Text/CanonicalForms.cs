using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Vql.Core.Text;

/// <summary>
/// Converts text to the canonical normalization forms of Unicode (UAX #15). In NFC, ü is one character. In NFD, it is a u and
/// a combining mark. The programs use invariant globalization, so that they do not depend on the installed version of ICU. In
/// this mode, <see cref="string.Normalize()"/> returns text unchanged. The data is that of Unicode 14.
/// </summary>
public static class CanonicalForms
{
    private const char FirstDecomposable = '\u00C0';
    private const char FirstMark = '\u0300';

    // Hangul syllables are composed arithmetically (The Unicode Standard, section 3.12).
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int FirstTail = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = Leads * Vowels * Tails;

    private static readonly Dictionary<int, int[]> Decompositions = [];
    private static readonly Dictionary<int, byte> Classes = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];

    static CanonicalForms()
    {
        using var data = typeof(CanonicalForms).Assembly.GetManifestResourceStream("Vql.Core.Text.CanonicalForms.txt")!;
        using var reader = new StreamReader(data);
        while (reader.ReadLine() is { } line)
        {
            Read(line.Split(' '));
        }
    }

    /// <summary>The decompositions of the characters of the Basic Multilingual Plane, except Hangul syllables.</summary>
    public static IEnumerable<(char Character, string Decomposition)> Decomposable =>
        Decompositions.Keys.Where(code => code <= char.MaxValue).Order()
            .Select(code => ((char)code, Decompose(((char)code).ToString())));

    /// <summary>Returns the text in Normalization Form C.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstMark - 1)) < 0)
        {
            return text;
        }

        var runes = Decomposed(text);
        var composed = new List<int>(runes.Count);
        var starter = -1;
        var lastClass = 0;
        foreach (var code in runes)
        {
            var mark = ClassOf(code);
            var isBlocked = composed.Count > starter + 1 && lastClass >= mark;
            if (starter >= 0 && !isBlocked && CompositionOf(composed[starter], code) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }

            if (mark == 0)
            {
                starter = composed.Count;
            }

            lastClass = mark;
            composed.Add(code);
        }

        return ToText(composed);
    }

    /// <summary>Returns the text in Normalization Form D.</summary>
    public static string Decompose(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstDecomposable - 1)) < 0 ? text : ToText(Decomposed(text));

    private static void Read(string[] line)
    {
        var code = Code(line[0]);
        if (line[1][0] == '=')
        {
            Classes[code] = byte.Parse(line[1].AsSpan(1), CultureInfo.InvariantCulture);
            return;
        }

        var isExcluded = line[^1] == "x";
        var parts = Array.ConvertAll(isExcluded ? line[1..^1] : line[1..], Code);
        Decompositions[code] = parts;
        if (!isExcluded)
        {
            Compositions[(parts[0], parts[1])] = code;
        }
    }

    private static int Code(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte ClassOf(int code) => Classes.GetValueOrDefault(code);

    private static List<int> Decomposed(string text)
    {
        var codes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(codes, rune.Value);
        }

        SortMarks(codes);
        return codes;
    }

    private static void Append(List<int> codes, int code)
    {
        if (code is >= FirstSyllable and < FirstSyllable + Syllables)
        {
            var index = code - FirstSyllable;
            codes.Add(FirstLead + (index / (Vowels * Tails)));
            codes.Add(FirstVowel + (index % (Vowels * Tails) / Tails));
            if (index % Tails > 0)
            {
                codes.Add(FirstTail + (index % Tails));
            }
        }
        else if (Decompositions.TryGetValue(code, out var parts))
        {
            foreach (var part in parts)
            {
                Append(codes, part);
            }
        }
        else
        {
            codes.Add(code);
        }
    }

    // Sorts consecutive marks by their combining class. The sort is stable.
    private static void SortMarks(List<int> codes)
    {
        for (var begin = 0; begin < codes.Count; begin++)
        {
            var end = begin;
            while (end < codes.Count && ClassOf(codes[end]) > 0)
            {
                end++;
            }

            if (end - begin > 1)
            {
                int[] sorted = [.. codes.GetRange(begin, end - begin).OrderBy(ClassOf)];
                sorted.CopyTo(CollectionsMarshal.AsSpan(codes)[begin..]);
            }

            begin = Math.Max(begin, end - 1);
        }
    }

    private static int? CompositionOf(int first, int second)
    {
        var lead = first - FirstLead;
        var vowel = second - FirstVowel;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            return FirstSyllable + (((lead * Vowels) + vowel) * Tails);
        }

        var syllable = first - FirstSyllable;
        var tail = second - FirstTail;
        if (syllable is >= 0 and < Syllables && syllable % Tails == 0 && tail is > 0 and < Tails)
        {
            return first + tail;
        }

        return Compositions.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static string ToText(List<int> codes)
    {
        var text = new StringBuilder(codes.Count);
        foreach (var code in codes)
        {
            text.Append(new Rune(code).ToString());
        }

        return text.ToString();
    }
}
