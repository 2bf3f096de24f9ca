using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>The JSON type of a value.</summary>
public enum VqlValueKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number in its shortest form.</summary>
    Number,

    /// <summary>A boolean.</summary>
    Boolean,
}

/// <summary>A scalar value of a query, which is passed on unchanged.</summary>
/// <param name="Kind">The JSON type.</param>
/// <param name="Text">The string, or the JSON text of a number or a Boolean.</param>
public readonly record struct VqlValue(VqlValueKind Kind, string Text)
{
    /// <summary>Creates a string value.</summary>
    public static VqlValue Of(string text) => new(VqlValueKind.Text, text);

    /// <summary>Creates an integer value.</summary>
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
