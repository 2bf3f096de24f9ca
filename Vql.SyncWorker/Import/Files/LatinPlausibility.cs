using System.Buffers;

namespace Vql.SyncWorker.Import.Files;

/// <summary>
/// Chooses between the code pages that charset detectors confuse with Windows-1252: those of Excel for Mac, of DOS, and of Central
/// Europe. In the wrong code page, letters within words become symbols, control characters or capitals.
/// </summary>
internal static class LatinPlausibility
{
    /// <summary>The code page that applies unless the text is implausible in it.</summary>
    public const string Western = "windows-1252";

    private const int MinFaults = 2;

    // The minimum number of implausible characters in Windows-1252 for each one in another code page.
    private const int MinRatio = 4;

    // The maximum number of plausible characters for each implausible one.
    private const int MaxPlausible = 4;

    private static readonly string[] Others = ["macintosh", "ibm850", "windows-1250"];
    private static readonly SearchValues<char> WithinWords = SearchValues.Create("’‘–—·´`\u00A0\u00AD");

    /// <summary>Returns the code page in which the text is most plausible.</summary>
    public static string Choose(byte[] sample)
    {
        var faults = Count(Western, sample);
        var high = sample.Count(value => value >= 0x80);
        if (faults < MinFaults || high > faults * (MaxPlausible + 1))
        {
            return Western;
        }

        var best = Others.Select(name => (Name: name, Faults: Count(name, sample))).MinBy(other => other.Faults);
        return best.Faults * MinRatio < faults ? best.Name : Western;
    }

    private static int Count(string name, byte[] sample)
    {
        var text = $" {new FileEncoding(name, 0, null).Encoding.GetString(sample)} ";
        var count = 0;
        for (var index = 1; index + 1 < text.Length; index++)
        {
            count += text[index] >= 0x80 && IsImplausible(text[index - 1], text[index], text[index + 1]) ? 1 : 0;
        }

        return count;
    }

    private static bool IsImplausible(char before, char letter, char after) =>
        char.IsControl(letter) || letter == FileEncoding.Undecodable
        || (char.IsLetter(letter)
            ? char.IsUpper(letter) && char.IsLetter(before) && (char.IsLower(before) || char.IsLower(after))
            : !WithinWords.Contains(letter) && (char.IsLower(after) || (char.IsLower(before) && char.IsLetter(after)))
                && !char.IsWhiteSpace(letter) && !IsQuote(letter, before));

    // A quotation mark begins or ends a word, and a currency or a degree follows a number.
    private static bool IsQuote(char letter, char before) =>
        !char.IsLetter(before)
        && letter is ('“' or '„' or '«' or '‹' or '‚' or '°' or 'º' or 'ª' or '€' or '©' or '®' or '§' or '•' or '…');
}
