using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Vql.Api.Requests;

/// <summary>
/// Reads cursors of the original API, which contain an offset: <c>o=25</c> or <c>25</c> in Base64, or the bare number. Clients that
/// create such cursors themselves continue to work.
/// </summary>
internal static class OffsetCursor
{
    private const string Prefix = "o=";

    /// <summary>
    /// Returns the parameters with such a cursor as the offset. Parameters with another cursor, or with another position as well, are
    /// returned as they are.
    /// </summary>
    public static IQueryCollection Replace(IQueryCollection query)
    {
        if (PageReader.Numbers.Any(query.ContainsKey) || Read(RequestReader.Last(query, RequestReader.Cursor)) is not { } offset)
        {
            return query;
        }

        var replaced = query.Where(parameter => parameter.Key != RequestReader.Cursor).ToDictionary();
        replaced.Add(PageReader.Offset, new StringValues(offset.ToString(CultureInfo.InvariantCulture)));
        return new QueryCollection(replaced);
    }

    private static int? Read(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        if (ReadNumber(cursor) is { } number)
        {
            return number;
        }

        try
        {
            // Both alphabets of Base64 are accepted, with and without padding.
            var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor.Replace('+', '-').Replace('/', '_')));
            return ReadNumber(text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static int? ReadNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
