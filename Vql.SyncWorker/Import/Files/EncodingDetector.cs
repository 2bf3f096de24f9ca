using System.Buffers;
using System.Globalization;
using System.Text;
using UtfUnknown;

namespace Vql.SyncWorker.Import.Files;

/// <summary>
/// Determines the encoding of a file: a byte order mark, else the zero bytes of UTF-16 and UTF-32, else UTF-8 when the whole
/// file is valid, else what a charset detector says of the parts that are not.
/// </summary>
internal static class EncodingDetector
{
    private const int ChunkBytes = 64 * 1024;
    private const int SampleBytes = 8 * ChunkBytes;
    private const int EnoughFaults = 10_000;

    // A charset detector needs some text before it can tell one Latin alphabet from another.
    private const int EnoughForLatin = 40;
    private const float Trustworthy = 0.6f;
    private const double MostUndecodable = 0.02;
    private const double MostLone = 0.6;
    private const string ShiftJis = "shift_jis";
    private const string Western = "windows-1252";

    // Windows code pages hold the same letters, and punctuation where ISO 8859 has control characters, which text does not contain.
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

    private static readonly SearchValues<char> WesternPunctuation = SearchValues.Create("’‘“”–—…‚„«»‹›·•§°©®™€£\u00A0\u00AD´`ªº²³");

    /// <summary>Determines the encoding; the stream is left at an arbitrary position.</summary>
    /// <param name="stream">The file; it must support seeking.</param>
    /// <param name="forced">The encoding that the user named, or null.</param>
    /// <exception cref="InvalidInputException">The named encoding is unknown.</exception>
    public static FileEncoding Detect(Stream stream, string? forced)
    {
        stream.Position = 0;
        var start = new byte[ChunkBytes];
        var bytes = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        return forced is not null ? FileEncoding.Forced(forced, bytes) : Marked(bytes) ?? Wide(bytes) ?? Narrow(stream);
    }

    private static FileEncoding? Marked(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? new FileEncoding("utf-8", 3, null)
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? new FileEncoding("utf-32", 4, "read as UTF-32 (byte order mark)")
        : start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? new FileEncoding("utf-32BE", 4, "read as UTF-32BE (byte order mark)")
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new FileEncoding("utf-16", 2, "read as UTF-16 (byte order mark)")
        : start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new FileEncoding("utf-16BE", 2, "read as UTF-16BE (byte order mark)")
        : null;

    // Delimiters, digits and line ends are ASCII in every file, so UTF-16 and UTF-32 have zero bytes in fixed places.
    private static FileEncoding? Wide(ReadOnlySpan<byte> start)
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

        return name is null ? null : new FileEncoding(name, 0, $"read as {name.ToUpperInvariant()} (no byte order mark; name another with --encoding)");
    }

    private static FileEncoding Narrow(Stream stream)
    {
        stream.Position = 0;
        using var sample = new MemoryStream();
        var buffer = new byte[ChunkBytes];
        var (kept, valid, invalid) = (0, 0L, 0L);
        while (invalid < EnoughFaults && stream.Read(buffer.AsSpan(kept)) is var read and > 0)
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

        // Text of another encoding hardly ever forms valid sequences; text in UTF-8 with broken rows does nearly everywhere.
        return invalid == 0 ? new FileEncoding("utf-8", 0, null)
            : valid >= invalid ? new FileEncoding("utf-8", 0, "read as UTF-8; rows with other bytes are rejected (name another encoding with --encoding)")
            : Legacy(sample.ToArray());
    }

    /// <summary>Counts sequences of several bytes that are valid UTF-8, and bytes that are not.</summary>
    /// <returns>Where an incomplete sequence begins at the end.</returns>
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

    private static FileEncoding Legacy(byte[] sample)
    {
        var best = CharsetDetector.DetectFromBytes(sample).Detected;
        var name = best?.Encoding is { } encoding && best.Confidence >= Trustworthy ? encoding.WebName : Western;
        var letters = sample.Count(value => value >= 0x80);
        if ((Latin.Contains(name) && IsPlausiblyWestern(sample) && letters < EnoughForLatin) || !IsPlausible(name, sample, letters))
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

        return new FileEncoding(name, 0, $"read as {name} (not UTF-8; name another encoding with --encoding)");
    }

    // The detector takes some accented letters for Chinese. Chinese and Korean characters have two high bytes side by side.
    private static bool IsPlausible(string name, byte[] sample, int letters)
    {
        var encoding = new FileEncoding(name, 0, null).Encoding;
        var undecodable = encoding.GetString(sample).Count(value => value == FileEncoding.Undecodable);
        return undecodable <= letters * MostUndecodable
            && (encoding.IsSingleByte || name.Equals(ShiftJis, StringComparison.OrdinalIgnoreCase) || Lone(sample) <= letters * MostLone);
    }

    private static int Lone(byte[] sample)
    {
        var count = 0;
        for (var index = 0; index < sample.Length; index++)
        {
            var isLone = (index == 0 || sample[index - 1] < 0x80) && (index + 1 == sample.Length || sample[index + 1] < 0x80);
            count += sample[index] >= 0x80 && isLone ? 1 : 0;
        }

        return count;
    }

    // In the wrong code page, letters turn into symbols in the middle of words.
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
