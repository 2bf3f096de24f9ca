using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Vql.Core.Cleaning.Unicode;

/// <summary>
/// Unicode's Normalization Form C, in which one text has one spelling: <c>ü</c> is one letter, not <c>u</c> and two dots.
/// Computed from a table, since .NET's own normalization does nothing without ICU.
/// </summary>
public static class ComposedForm
{
    // No letter below it takes part in a composition as the second one, or is decomposed and not composed again.
    private const char FirstOfInterest = '\u0300';

    private const int HangulSyllables = 0xAC00, HangulLeads = 0x1100, HangulVowels = 0x1161, HangulTails = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, SyllableCount = LeadCount * VowelCount * TailCount;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>Returns the text in Form C: the same instance when it has no letter that may change.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstOfInterest, char.MaxValue) < 0)
        {
            return text;
        }

        var runes = Decompose(text);
        Reorder(runes);
        Compose(runes);
        var composed = new StringBuilder(text.Length);
        foreach (var rune in runes)
        {
            composed.Append(new Rune(rune).ToString());
        }

        return composed.Equals(text) ? text : composed.ToString();
    }

    private static List<int> Decompose(string text)
    {
        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            AddDecomposed(runes, rune.Value);
        }

        return runes;
    }

    private static void AddDecomposed(List<int> runes, int rune)
    {
        if (rune is >= HangulSyllables and < HangulSyllables + SyllableCount)
        {
            var syllable = rune - HangulSyllables;
            runes.Add(HangulLeads + (syllable / (VowelCount * TailCount)));
            runes.Add(HangulVowels + (syllable % (VowelCount * TailCount) / TailCount));
            if (syllable % TailCount is > 0 and var tail)
            {
                runes.Add(HangulTails + tail);
            }
        }
        else if (Data.Value.Decompositions.TryGetValue(rune, out var parts))
        {
            AddDecomposed(runes, parts.First);
            if (parts.Second > 0)
            {
                AddDecomposed(runes, parts.Second);
            }
        }
        else
        {
            runes.Add(rune);
        }
    }

    // Marks of one letter stand in the order of their classes, equal ones in the order they were written in.
    private static void Reorder(List<int> runes)
    {
        for (var at = 1; at < runes.Count; at++)
        {
            var (rune, mark) = (runes[at], ClassOf(runes[at]));
            var place = at;
            for (; mark > 0 && place > 0 && ClassOf(runes[place - 1]) > mark; place--)
            {
                runes[place] = runes[place - 1];
            }

            runes[place] = rune;
        }
    }

    private static void Compose(List<int> runes)
    {
        var (starter, kept, lastClass) = (-1, 0, 0);
        for (var at = 0; at < runes.Count; at++)
        {
            var (rune, mark) = (runes[at], ClassOf(runes[at]));
            var isBlocked = kept - 1 > starter && (lastClass >= mark || lastClass == 0);
            if (starter >= 0 && !isBlocked && Pair(runes[starter], rune) is { } composed)
            {
                runes[starter] = composed;
                continue;
            }

            if (mark == 0)
            {
                starter = kept;
            }

            (lastClass, runes[kept++]) = (mark, rune);
        }

        runes.RemoveRange(kept, runes.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        var (lead, vowel) = (first - HangulLeads, second - HangulVowels);
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return HangulSyllables + (((lead * VowelCount) + vowel) * TailCount);
        }

        var (syllable, tail) = (first - HangulSyllables, second - HangulTails);
        return syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount ? first + tail
            : Data.Value.Compositions.TryGetValue((first, second), out var composed) ? composed
            : null;
    }

    private static int ClassOf(int rune) => rune < FirstOfInterest ? 0 : Data.Value.Classes.GetValueOrDefault(rune);

    private sealed record Tables(
        FrozenDictionary<int, (int First, int Second)> Decompositions,
        FrozenDictionary<(int, int), int> Compositions,
        FrozenDictionary<int, int> Classes)
    {
        public static Tables Read()
        {
            var decompositions = new Dictionary<int, (int, int)>();
            var compositions = new Dictionary<(int, int), int>();
            var classes = new Dictionary<int, int>();
            var type = typeof(ComposedForm);
            using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Composition.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                switch (line.Split(' '))
                {
                    case ["c", var first, var last, var mark]:
                        for (var rune = Hex(first); rune <= Hex(last); rune++)
                        {
                            classes[rune] = int.Parse(mark, CultureInfo.InvariantCulture);
                        }

                        break;
                    case ["=", var code, var first, var second]:
                        decompositions[Hex(code)] = (Hex(first), Hex(second));
                        compositions[(Hex(first), Hex(second))] = Hex(code);
                        break;
                    case ["!", var code, var first, .. var second]:
                        decompositions[Hex(code)] = (Hex(first), second is [var mate] ? Hex(mate) : 0);
                        break;
                }
            }

            return new Tables(decompositions.ToFrozenDictionary(), compositions.ToFrozenDictionary(), classes.ToFrozenDictionary());
        }

        private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
