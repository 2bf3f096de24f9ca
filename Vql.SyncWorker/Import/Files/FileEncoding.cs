using System.Text;

namespace Vql.SyncWorker.Import.Files;

/// <summary>The encoding of a text file. One encoding applies to the whole file.</summary>
internal sealed class FileEncoding
{
    /// <summary>The replacement for bytes that the encoding cannot decode. No valid text contains this character.</summary>
    public const char Undecodable = '\uFFFF';

    static FileEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Initializes an encoding.</summary>
    /// <param name="name">The name of the encoding.</param>
    /// <param name="markBytes">The length of the byte order mark at the start of the file.</param>
    /// <param name="notice">The notice for the report; null for valid UTF-8.</param>
    /// <exception cref="ArgumentException">The encoding is unknown.</exception>
    public FileEncoding(string name, int markBytes, string? notice)
    {
        Encoding = Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(Undecodable.ToString()));
        UnitBytes = Encoding.CodePage switch
        {
            1200 or 1201 => 2,
            12000 or 12001 => 4,
            _ => 1,
        };
        (MarkBytes, Notice) = (markBytes, notice);
    }

    public Encoding Encoding { get; }

    public int MarkBytes { get; }

    public string? Notice { get; }

    /// <summary>The size of a code unit: 1, 2 or 4 bytes.</summary>
    public int UnitBytes { get; }

    public bool IsBigEndian => Encoding.CodePage is 1201 or 12001;

    public string Name => Encoding.WebName;

    /// <summary>Returns the encoding that the user specified.</summary>
    /// <exception cref="InvalidInputException">The encoding is unknown.</exception>
    public static FileEncoding Forced(string name, ReadOnlySpan<byte> start)
    {
        try
        {
            var encoding = new FileEncoding(name.Trim(), 0, null);
            var mark = encoding.Encoding.GetPreamble();
            return mark.Length > 0 && start.StartsWith(mark) ? new FileEncoding(name.Trim(), mark.Length, null) : encoding;
        }
        catch (ArgumentException)
        {
            throw new InvalidInputException(
                $"'{name}' is not a known encoding. Use a name such as utf-8, utf-16, windows-1252, iso-8859-2 or shift_jis.");
        }
    }
}
