using System.Text;
using Vql.Core.Fields;

namespace Vql.Core.Text;

/// <summary>
/// Computes the texts of a field in documents from the texts of its column. PostgreSQL computes the same texts for searches
/// (<c>vql_label</c> and others). A test verifies that the results are the same.
/// </summary>
public sealed class FieldText
{
    private const int InitialLength = 1024;

    private byte[] _buffer = new byte[InitialLength];

    /// <summary>Computes a text in UTF-8. Most texts are ASCII, and most of their fields need no strings.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The text of the column.</param>
    /// <param name="text">The text of the field. Valid until the next call, and while the value is.</param>
    /// <returns>False if the field contains no text for this value, for example because the value has no accents.</returns>
    public bool TryCompute(Field field, ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(value) && TryComputeAscii(field, value, out text, out var isPresent))
        {
            return isPresent;
        }

        if (Of(field, Encoding.UTF8.GetString(value)) is { } computed)
        {
            text = Encode(computed);
            return true;
        }

        text = default;
        return false;
    }

    /// <summary>Returns the text of a field for a text of its column. Null if the field contains none.</summary>
    public static string? Of(Field field, string value) => field switch
    {
        { EncodesSymbols: true } => SymbolText(value),
        { FoldsAccents: true } => FoldedText(value),
        { Normalization: not ValueNormalization.None } => NormalizedValue.Of(field.Normalization, value),
        { Kind: FieldKind.Text } => CanonicalForms.Compose(CasedAs(field, value)),
        _ => CasedAs(field, value),
    };

    private static string CasedAs(Field field, string value) =>
        field.Column.IsCaseInsensitive ? NormalizedValue.LowerCase(value) : value;

    private static string? SymbolText(string value)
    {
        var encoded = SymbolRules.Apply(value);
        return encoded == value ? null : CanonicalForms.Compose(NormalizedValue.Of(ValueNormalization.Label, encoded));
    }

    private static string? FoldedText(string value)
    {
        if (Ascii.IsValid(value))
        {
            return null;
        }

        var folded = NormalizedValue.Fold(value);
        return folded == NormalizedValue.LowerCase(CanonicalForms.Compose(value)) ? null : CanonicalForms.Compose(folded);
    }

    // Returns false if the rule requires a string.
    private bool TryComputeAscii(Field field, ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text, out bool isPresent)
    {
        isPresent = !field.FoldsAccents && !field.EncodesSymbols;
        text = value;
        if (field.EncodesSymbols)
        {
            return value.IndexOfAny("+#&."u8) < 0;
        }

        switch (field.Normalization)
        {
            case ValueNormalization.None:
                text = field.Column.IsCaseInsensitive ? LowerCase(value) : value;
                return true;
            case ValueNormalization.Label:
                text = Collapse(LowerCase(value));
                return true;
            case ValueNormalization.ShortLabel:
                text = Collapse(LowerCase(value));
                text = text[..Math.Min(text.Length, NormalizedValue.MaxLength)];
                return true;
            case ValueNormalization.Email:
                text = Trim(LowerCase(value));
                return true;
            case ValueNormalization.EmailDomain:
                text = Trim(LowerCase(value));
                text = text[(text.LastIndexOf((byte)'@') + 1)..];
                return true;
            case ValueNormalization.Phone when IsPlainNumber(value):
                text = value[1..];
                return true;
            default:
                return false;
        }
    }

    // A plus sign and digits that do not begin with 0.
    private static bool IsPlainNumber(ReadOnlySpan<byte> value) =>
        value.Length > 1 && value[0] == '+' && value[1] != '0' && value[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private Span<byte> LowerCase(ReadOnlySpan<byte> value)
    {
        var buffer = Reserve(value.Length);
        Ascii.ToLower(value, buffer, out var length);
        return buffer[..length];
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && IsBlank(text[0]))
        {
            text = text[1..];
        }

        while (text.Length > 0 && IsBlank(text[^1]))
        {
            text = text[..^1];
        }

        return text;
    }

    // Removes outer blanks, and replaces each run of others by one space.
    private static ReadOnlySpan<byte> Collapse(Span<byte> text)
    {
        var (length, space) = (0, false);
        foreach (var character in text)
        {
            if (IsBlank(character))
            {
                space = length > 0;
                continue;
            }

            if (space)
            {
                text[length++] = (byte)' ';
                space = false;
            }

            text[length++] = character;
        }

        return text[..length];
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private ReadOnlySpan<byte> Encode(string text)
    {
        var buffer = Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        return buffer[..Encoding.UTF8.GetBytes(text, buffer)];
    }

    private Span<byte> Reserve(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(length, _buffer.Length * 2)];
        }

        return _buffer;
    }
}
