using System.Text;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Creates patterns for SQL's <c>like</c>, with the backslash as the escape character.</summary>
internal static class LikePattern
{
    /// <summary>Returns the pattern of texts with a prefix.</summary>
    public static string OfPrefix(string text)
    {
        var pattern = new StringBuilder(text.Length + 1);
        foreach (var character in text)
        {
            Append(pattern, character);
        }

        return pattern.Append('%').ToString();
    }

    /// <summary>Returns the pattern of texts that contain a text.</summary>
    public static string OfPart(string text) => $"%{OfPrefix(text)}";

    /// <summary>Converts a pattern with <c>*</c> and <c>?</c>.</summary>
    public static string OfWildcard(string wildcard)
    {
        var pattern = new StringBuilder(wildcard.Length + 4);
        foreach (var step in WildcardPattern.Read(wildcard))
        {
            switch (step)
            {
                case WildcardPattern.AnyText:
                    pattern.Append('%');
                    break;
                case WildcardPattern.AnyCharacter:
                    pattern.Append('_');
                    break;
                default:
                    Append(pattern, (char)step);
                    break;
            }
        }

        return pattern.ToString();
    }

    private static void Append(StringBuilder pattern, char character)
    {
        if (character is '%' or '_' or '\\')
        {
            pattern.Append('\\');
        }

        pattern.Append(character);
    }
}
