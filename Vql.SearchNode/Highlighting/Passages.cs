namespace Vql.SearchNode.Highlighting;

/// <summary>A part of a text with matches.</summary>
/// <param name="Start">The offset of the first character.</param>
/// <param name="End">The offset after the last character.</param>
internal sealed record Passage(int Start, int End)
{
    /// <summary>The matches, in their order.</summary>
    public List<TextMatch> Matches { get; } = [];

    /// <summary>How well the passage represents the matches of the text.</summary>
    public double Score { get; set; }
}

/// <summary>Selects the best passages of a text, as the unified highlighter of Elasticsearch does.</summary>
internal static class Passages
{
    private const float K1 = 1.2f;
    private const float B = 0.75f;
    private const float Pivot = 87;

    /// <summary>Returns the best passages in the order of the text.</summary>
    /// <param name="values">The values of the field, with their offsets in the whole text.</param>
    /// <param name="matches">The matches in the whole text, in their order.</param>
    /// <param name="options">The number and the size of passages.</param>
    /// <param name="isTokenized">Whether values can be divided.</param>
    public static List<Passage> Find(
        IReadOnlyList<(int Offset, string Text)> values, IReadOnlyList<TextMatch> matches, FragmentOptions options, bool isTokenized)
    {
        var length = values.Count == 0 ? 0 : values[^1].Offset + values[^1].Text.Length;
        var best = new List<Passage>();
        Passage? current = null;
        var (value, scanner) = (-1, (PassageScanner?)null);
        foreach (var match in matches)
        {
            if (current is null || match.Start >= current.End)
            {
                Add(best, current, length, options.Count);
                while (value < 0 || match.Start >= values[value].Offset + values[value].Text.Length)
                {
                    value++;
                    scanner = null;
                }

                var (offset, text) = values[value];
                scanner ??= new PassageScanner(text, isTokenized && options.Count > 0 ? options : FragmentOptions.Whole);
                var (start, end) = scanner.Around(match.Start - offset);
                current = new Passage(offset + start, offset + end);
            }

            current.Matches.Add(match);
        }

        Add(best, current, length, options.Count);
        return [.. best.OrderBy(passage => passage.Start)];
    }

    private static void Add(List<Passage> best, Passage? passage, int length, int count)
    {
        if (passage is null)
        {
            return;
        }

        passage.Score = ScoreOf(passage, length);
        best.Add(passage);
        if (count > 0 && best.Count > count)
        {
            best.Remove(best.OrderBy(one => one.Score).ThenBy(one => one.Start).First());
        }
    }

    // Passages score like documents of a collection that has as many of them as the text is long.
    private static double ScoreOf(Passage passage, int length)
    {
        var passageLength = passage.End - passage.Start;
        var weight = (K1 + 1) * (float)Math.Log(1 + ((1 + (length / Pivot) + 0.5) / 1.5));
        var score = passage.Matches.CountBy(match => match.Key).Sum(
            term => weight * (term.Value / (term.Value + (K1 * ((1 - B) + (B * (passageLength / Pivot)))))));
        return score * (1 + (1 / (float)Math.Log(Pivot + passage.Start)));
    }
}

/// <summary>Finds the passage around a match in a text: as many whole sentences as fit, or the words around it.</summary>
internal sealed class PassageScanner(string text, FragmentOptions options)
{
    private readonly List<int> _main = options.Count == 0 ? [0, text.Length]
        : options.IsByWords ? TextBreaks.Words(text) : TextBreaks.Sentences(text);

    private List<int>? _words;
    private (int Start, int End) _window = (-1, -1);
    private int _innerEnd = -1;

    /// <summary>Returns the passage of a match at an offset. Offsets must increase.</summary>
    public (int Start, int End) Around(int match)
    {
        if (options.Count == 0 || options.IsByWords || options.Size == 0)
        {
            return (TextBreaks.Preceding(_main, match + 1), TextBreaks.Following(_main, match));
        }

        var offset = match + 1;
        int start;
        int end;
        if (offset > _window.Start && offset < _window.End)
        {
            (start, end) = (_innerEnd, _window.End);
        }
        else
        {
            start = TextBreaks.Preceding(_main, offset);
            end = TextBreaks.Following(_main, offset - 1);
            while (end - start < options.Size && end < text.Length && TextBreaks.Following(_main, end) is var next
                && next - start <= options.Size)
            {
                end = next;
            }

            _window = (start, end);
        }

        if (end - start > options.Size)
        {
            _words ??= TextBreaks.Words(text);
            if (offset - options.Size > start)
            {
                start = Math.Max(start, TextBreaks.Preceding(_words, offset - options.Size));
            }

            var remaining = Math.Max(0, options.Size - (offset - start));
            if (offset + remaining < _window.End)
            {
                end = Math.Min(_window.End, TextBreaks.Following(_words, offset + remaining));
            }
        }

        _innerEnd = end;
        return (start, end);
    }
}
