using System.Globalization;

namespace Vql.Core.Language;

/// <summary>A number as Elasticsearch reads it for a <c>long</c> field: a JSON number, or a string of one.</summary>
public static class VqlNumber
{
    /// <summary>Reads the number; a fraction is kept, for ranges compare with it.</summary>
    public static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
