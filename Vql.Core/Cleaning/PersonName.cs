namespace Vql.Core.Cleaning;

/// <summary>A full name, split into its parts.</summary>
/// <param name="First">The first names. Empty for none.</param>
/// <param name="Last">The last name, with particles such as <c>von</c>. Empty for none.</param>
/// <param name="Omitted">Titles and suffixes, such as <c>Dr.</c> and <c>Jr.</c>, which belong to neither.</param>
public sealed record PersonName(string First, string Last, IReadOnlyList<string> Omitted)
{
    private static readonly HashSet<string> Titles =
    [
        "dr", "frau", "herr", "mlle", "mme", "mr", "mrs", "ms", "mx", "miss", "prof", "professor",
    ];

    // Names can be initials or "V", but they are not "II".
    private static readonly HashSet<string> Suffixes =
    [
        "cfa", "cpa", "cissp", "dds", "esq", "ii", "iii", "iv", "jd", "jr", "llm", "mba", "md", "msc", "phd", "pmp", "sr",
    ];

    private static readonly HashSet<string> Particles =
    [
        "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "ten", "ter", "van", "vom", "von", "zu", "zum",
        "zur",
    ];

    /// <summary>
    /// Splits a name. The last word is the last name, with the particles before it, unless the name is in the form <c>last, first</c>.
    /// </summary>
    /// <param name="name">The name, with single blanks.</param>
    public static PersonName Of(string name)
    {
        var omitted = new List<string>();
        List<string[]> parts = [.. name.Split(',').Select(part => WithoutTitles(part, omitted)).Where(part => part.Length > 0)];
        if (parts is [])
        {
            // Nothing but titles: they are the name.
            return new PersonName(name, "", []);
        }

        if (parts is [var last, .. { Count: > 0 } others])
        {
            return new PersonName(string.Join(' ', others.SelectMany(words => words)), string.Join(' ', last), omitted);
        }

        var words = parts[0];
        if (words is [var only])
        {
            return omitted.Exists(IsTitle) ? new PersonName("", only, omitted) : new PersonName(only, "", omitted);
        }

        var start = words.Length - 1;
        while (start > 1 && Particles.Contains(words[start - 1].ToLowerInvariant()))
        {
            start--;
        }

        return new PersonName(string.Join(' ', words[..start]), string.Join(' ', words[start..]), omitted);
    }

    private static string[] WithoutTitles(string part, List<string> omitted)
    {
        var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (start, end) = (0, words.Length);
        while (start < end && IsTitle(words[start]))
        {
            omitted.Add(words[start++]);
        }

        while (end > start && Suffixes.Contains(KeyOf(words[end - 1])))
        {
            omitted.Add(words[--end]);
        }

        return words[start..end];
    }

    private static bool IsTitle(string word) => Titles.Contains(KeyOf(word));

    private static string KeyOf(string word) => word.Replace(".", "", StringComparison.Ordinal).ToLowerInvariant();
}
