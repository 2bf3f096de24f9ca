using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>Suggestions for names that are not known, at the end of errors.</summary>
internal static class Suggestion
{
    private const int MinPrefixLength = 4;

    /// <summary>Returns a suggestion of the most similar name, with a leading colon; empty if none is similar.</summary>
    public static string Of(string name, IEnumerable<string> known) =>
        Nearest(name, known) is { } near ? $": did you mean \"{near}\"?" : "";

    /// <summary>Returns the most similar name; null if none is similar. Case is ignored, and a name may be shortened.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        IReadOnlyList<string> names = [.. known];
        return Spelling.Nearest(name.ToLowerInvariant(), names)
            ?? (name.Length < MinPrefixLength ? null
                : names.Where(candidate => candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                    .MinBy(candidate => candidate.Length));
    }
}
