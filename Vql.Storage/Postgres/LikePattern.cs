using System.Text;

namespace Vql.Storage.Postgres;

/// <summary>Patterns for SQL's <c>like</c>, whose escape is the backslash.</summary>
internal static class LikePattern
{
    /// <summary>Whatever begins with the text.</summary>
    public static string OfPrefix(string text)
    {
        var pattern = new StringBuilder(text.Length + 1);
        foreach (var character in text)
        {
            Append(pattern, character);
        }

        return pattern.Append('%').ToString();
    }

    /// <summary>What a pattern with <c>*</c> and <c>?</c> means; a backslash before either, as Lucene has it, is for itself.</summary>
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
