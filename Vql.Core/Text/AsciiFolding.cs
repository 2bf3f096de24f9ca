using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Vql.Core.Text;

/// <summary>
/// Replaces characters with their ASCII equivalents. The table is that of Lucene's <c>ASCIIFoldingFilter</c>, which is the
/// <c>asciifolding</c> token filter of Elasticsearch.
/// </summary>
public static class AsciiFolding
{
    private static readonly FrozenDictionary<char, string> Table = ReadTable();

    /// <summary>Replaces each character that has an ASCII equivalent.</summary>
    public static string Apply(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Table.TryGetValue(character, out var replacement))
            {
                folded.Append(replacement);
            }
            else
            {
                folded.Append(character);
            }
        }

        return folded.ToString();
    }

    private static FrozenDictionary<char, string> ReadTable()
    {
        using var data = typeof(AsciiFolding).Assembly.GetManifestResourceStream("Vql.Core.Text.AsciiFolding.txt")!;
        using var reader = new StreamReader(data);
        var table = new Dictionary<char, string>();
        while (reader.ReadLine() is { } line)
        {
            var gap = line.IndexOf(' ', StringComparison.Ordinal);
            table[(char)int.Parse(line.AsSpan(0, gap), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)] = line[(gap + 1)..];
        }

        return table.ToFrozenDictionary();
    }
}
