using System.Text;

namespace Vql.Storage.Postgres;

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

    /// <summary>
    /// Converts a pattern with <c>*</c> and <c>?</c>. As in Lucene, a backslash escapes the next character.
    /// </summary>
    public static string OfWildcard(string wildcard)
    {
        var pattern = new StringBuilder(wildcard.Length + 4);
        for (var index = 0; index < wildcard.Length; index++)
        {
            switch (wildcard[index])
            {
                case '*':
                    pattern.Append('%');
                    break;
                case '?':
                    pattern.Append('_');
                    break;
                case '\\' when index + 1 < wildcard.Length:
                    Append(pattern, wildcard[++index]);
                    break;
                default:
                    Append(pattern, wildcard[index]);
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
