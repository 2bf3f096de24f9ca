using System.Buffers;
using System.Text;

namespace Vql.ServiceDefaults.Telemetry;

/// <summary>
/// Reduces query strings to the names of their parameters, because the values are names, email addresses, and phone
/// numbers.
/// </summary>
internal static class QueryStringShape
{
    private const int MaxNameLength = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]");

    /// <summary>Returns the shape of a query string, such as <c>title=*&amp;limit=*</c>.</summary>
    /// <param name="query">The query string, with or without its question mark.</param>
    public static string Of(ReadOnlySpan<char> query)
    {
        var shape = new StringBuilder();
        query = query.TrimStart('?');
        foreach (var range in query.Split('&'))
        {
            var parameter = query[range];
            var end = parameter.IndexOf('=');
            var name = end < 0 ? [] : parameter[..end];
            shape.Append(shape.Length == 0 ? "" : "&");

            // A text that is not a valid parameter name may be a misplaced value.
            shape.Append(name.Length is 0 or > MaxNameLength || name.ContainsAnyExcept(NameCharacters) ? "*" : name).Append("=*");
        }

        return shape.ToString();
    }
}
