using System.Globalization;

namespace Vql.Core.Language;

/// <summary>Parses numbers as Elasticsearch does for <c>long</c> fields: a JSON number, or a string that contains one.</summary>
public static class VqlNumber
{
    /// <summary>Parses a number. Fractions are kept, because ranges compare them.</summary>
    public static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
