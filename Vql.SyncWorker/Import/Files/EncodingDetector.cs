using System.Buffers;
using System.Globalization;
using System.Text;
using UtfUnknown;

namespace Vql.SyncWorker.Import.Files;

/// <summary>
/// Detects the encoding of a file: by a byte order mark, then by the zero bytes of UTF-16 and UTF-32. Otherwise, the
/// encoding is UTF-8 if the file is valid UTF-8, or the result of a charset detector for the invalid parts.
/// </summary>
internal static class EncodingDetector
{
    private const int ChunkBytes = 64 * 1024;
    private const int SampleBytes = 8 * ChunkBytes;
    private const int MaxFaults = 10_000;

    // With less text, a charset detector cannot distinguish Latin alphabets.
    private const int MinLatinLetters = 40;
    private const float MinConfidence = 0.6f;
    private const double MaxUndecodable = 0.02;
    private const double MaxIsolated = 0.6;
    private const string ShiftJis = "shift_jis";
    private const string Western = LatinPlausibility.Western;

    // Windows code pages have the same letters, and punctuation instead of the control characters of ISO 8859.
    private static readonly Dictionary<string, string> WindowsOf = new(StringComparer.OrdinalIgnoreCase)
    {
        ["iso-8859-1"] = Western,
        ["iso-8859-2"] = "windows-1250",
        ["iso-8859-4"] = "windows-1257",
        ["iso-8859-5"] = "windows-1251",
        ["iso-8859-6"] = "windows-1256",
        ["iso-8859-7"] = "windows-1253",
        ["iso-8859-8"] = "windows-1255",
        ["iso-8859-9"] = "windows-1254",
        ["iso-8859-13"] = "windows-1257",
        ["iso-8859-15"] = Western,
    };

    private static readonly HashSet<string> Latin = new(StringComparer.OrdinalIgnoreCase)
    {
        "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-9", "iso-8859-10", "iso-8859-13", "iso-8859-15", "iso-8859-16",
        Western, "windows-1250", "windows-1254", "windows-1257", "windows-1258",
    };

    private static readonly SearchValues<char> WesternPunctuation =
        SearchValues.Create("’‘“”–—…‚„«»‹›·•§°©®™€£\u00A0\u00AD´`ªº²³");

    /// <summary>Detects the encoding. The position of the stream is undefined afterwards.</summary>
    /// <param name="stream">The file; it must support seeking.</param>
    /// <param name="forced">The encoding that the user specified, or null.</param>
    /// <exception cref="InvalidInputException">The specified encoding is unknown.</exception>
    public static FileEncoding Detect(Stream stream, string? forced)
    {
        stream.Position = 0;
        var start = new byte[ChunkBytes];
        var bytes = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        return forced is not null ? FileEncoding.Forced(forced, bytes) : DetectMark(bytes) ?? DetectWide(bytes) ?? DetectNarrow(stream);
    }

    private static FileEncoding? DetectMark(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? new FileEncoding("utf-8", 3, null)
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? new FileEncoding("utf-32", 4, "read as UTF-32 (byte order mark)")
        : start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? new FileEncoding("utf-32BE", 4, "read as UTF-32BE (byte order mark)")
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new FileEncoding("utf-16", 2, "read as UTF-16 (byte order mark)")
        : start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new FileEncoding("utf-16BE", 2, "read as UTF-16BE (byte order mark)")
        : null;

    // Every file contains ASCII delimiters, digits and line ends, so UTF-16 and UTF-32 have zero bytes at fixed positions.
    private static FileEncoding? DetectWide(ReadOnlySpan<byte> start)
    {
        Span<int> zeros = stackalloc int[4];
        for (var index = 0; index < start.Length; index++)
        {
            zeros[index % 4] += start[index] == 0 ? 1 : 0;
        }

        var units = Math.Max(start.Length / 4, 1);
        string? name = null;
        if (zeros[2] >= units * 0.9 && zeros[3] >= units * 0.9 && zeros[0] <= units * 0.1)
        {
            name = "utf-32";
        }
        else if (zeros[0] >= units * 0.9 && zeros[1] >= units * 0.9 && zeros[3] <= units * 0.1)
        {
            name = "utf-32BE";
        }
        else
        {
            var (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3]);
            if (even + odd >= start.Length * 0.02 && even + odd >= 4 && Math.Max(even, odd) >= (even + odd) * 0.9)
            {
                name = odd > even ? "utf-16" : "utf-16BE";
            }
        }

        return name is null
            ? null
            : new FileEncoding(name, 0, $"read as {name.ToUpperInvariant()} (no byte order mark; use --encoding to change this)");
    }

    private static FileEncoding DetectNarrow(Stream stream)
    {
        stream.Position = 0;
        using var sample = new MemoryStream();
        var buffer = new byte[ChunkBytes];
        var (kept, valid, invalid) = (0, 0L, 0L);
        while (invalid < MaxFaults && stream.Read(buffer.AsSpan(kept)) is var read and > 0)
        {
            var chunk = buffer.AsSpan(0, kept + read);
            var before = invalid;
            var tail = Count(chunk, ref valid, ref invalid);
            if (invalid > before && sample.Length < SampleBytes)
            {
                sample.Write(chunk);
            }

            chunk[tail..].CopyTo(buffer);
            kept = chunk.Length - tail;
        }

        if (kept > 0)
        {
            invalid++;
            sample.Write(buffer.AsSpan(0, kept));
        }

        // Text in other encodings rarely contains valid sequences. UTF-8 text with broken rows contains mostly valid ones.
        return invalid == 0 ? new FileEncoding("utf-8", 0, null)
            : valid >= invalid
            ? new FileEncoding("utf-8", 0, "read as UTF-8; rows with invalid bytes are rejected (use --encoding to change this)")
            : DetectLegacy(sample.ToArray());
    }

    /// <summary>Counts valid multi-byte UTF-8 sequences and invalid bytes.</summary>
    /// <returns>The start of an incomplete sequence at the end; otherwise the length.</returns>
    private static int Count(ReadOnlySpan<byte> bytes, ref long valid, ref long invalid)
    {
        var position = 0;
        while (bytes[position..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is var next and >= 0)
        {
            position += next;
            switch (Rune.DecodeFromUtf8(bytes[position..], out _, out var length))
            {
                case OperationStatus.Done:
                    valid++;
                    break;
                case OperationStatus.NeedMoreData:
                    return position;
                default:
                    invalid++;
                    break;
            }

            position += length;
        }

        return bytes.Length;
    }

    private static FileEncoding DetectLegacy(byte[] sample)
    {
        var best = CharsetDetector.DetectFromBytes(sample).Detected;
        var name = best?.Encoding is { } encoding && best.Confidence >= MinConfidence ? encoding.WebName : Western;
        var letters = sample.Count(value => value >= 0x80);
        if ((Latin.Contains(name) && IsPlausiblyWestern(sample) && letters < MinLatinLetters) || !IsPlausible(name, sample, letters))
        {
            name = Western;
        }

        if (WindowsOf.TryGetValue(name, out var windows) && (windows == Western || sample.Any(value => value is >= 0x80 and < 0xA0)))
        {
            name = windows;
        }

        if (name.StartsWith("ibm", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-mac", StringComparison.OrdinalIgnoreCase))
        {
            name = Western;
        }

        name = name == Western ? LatinPlausibility.Choose(sample) : name;
        return new FileEncoding(name, 0, $"read as {name} (not UTF-8; use --encoding to change this)");
    }

    // The detector confuses some accented letters with Chinese. Chinese and Korean characters have two adjacent high bytes.
    private static bool IsPlausible(string name, byte[] sample, int letters)
    {
        var encoding = new FileEncoding(name, 0, null).Encoding;
        var undecodable = encoding.GetString(sample).Count(value => value == FileEncoding.Undecodable);
        return undecodable <= letters * MaxUndecodable
            && (encoding.IsSingleByte || name.Equals(ShiftJis, StringComparison.OrdinalIgnoreCase)
                || CountIsolated(sample) <= letters * MaxIsolated);
    }

    private static int CountIsolated(byte[] sample)
    {
        var count = 0;
        for (var index = 0; index < sample.Length; index++)
        {
            var isIsolated = (index == 0 || sample[index - 1] < 0x80) && (index + 1 == sample.Length || sample[index + 1] < 0x80);
            count += sample[index] >= 0x80 && isIsolated ? 1 : 0;
        }

        return count;
    }

    // In the wrong code page, letters within words become symbols.
    private static bool IsPlausiblyWestern(byte[] sample)
    {
        var text = new FileEncoding(Western, 0, null).Encoding.GetString(sample);
        for (var index = 1; index + 1 < text.Length; index++)
        {
            if (text[index] >= 0x80 && !char.IsLetter(text[index]) && !WesternPunctuation.Contains(text[index])
                && char.IsLetter(text[index - 1]) && char.IsLetter(text[index + 1]) && !IsSpace(text[index]))
            {
                return false;
            }

            if (text[index] is '³' or '²' && char.IsLetter(text[index - 1]) && char.IsLower(text[index + 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSpace(char value) => char.GetUnicodeCategory(value) == UnicodeCategory.SpaceSeparator;
}
