using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>The JSON types a value can have.</summary>
public enum VqlValueKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number, in its shortest spelling.</summary>
    Number,

    /// <summary>A boolean.</summary>
    Boolean,
}

/// <summary>A scalar as it stood in the query, so that it can be passed on unchanged.</summary>
/// <param name="Kind">Its JSON type.</param>
/// <param name="Text">The string, or the number's or boolean's spelling.</param>
public readonly record struct VqlValue(VqlValueKind Kind, string Text)
{
    /// <summary>A string value.</summary>
    public static VqlValue Of(string text) => new(VqlValueKind.Text, text);

    /// <summary>A whole number.</summary>
    public static VqlValue Of(long number) =>
        new(VqlValueKind.Number, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Writes the value as JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (Kind == VqlValueKind.Text)
        {
            writer.WriteStringValue(Text);
        }
        else
        {
            writer.WriteRawValue(Text, skipInputValidation: true);
        }
    }
}
