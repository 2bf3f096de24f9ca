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

    // With periods between letters, others are initials: "J.R." is not "Jr.".
    private static readonly HashSet<string> Suffixes =
    [
        "cfa", "cpa", "cissp", "dds", "esq", "ii", "iii", "iv", "j.d", "jd", "jr", "ll.m", "llm", "m.b.a", "m.d", "m.sc", "mba", "md",
        "msc", "ph.d", "phd", "pmp", "sr",
    ];

    private static readonly HashSet<string> Particles =
    [
        "'t", "al", "bin", "da", "de", "dei", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "el", "ibn", "la", "las", "le",
        "los", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur",
    ];

    // With a capital, and without another particle before them, these are names as well, such as "Le" and "Do".
    private static readonly HashSet<string> Names = ["al", "bin", "do", "du", "el", "ibn", "la", "le", "ten"];

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
            // "Salinger, J.D." has initials.
            return omitted is [var initials] && !IsTitle(initials) && name.Contains(',', StringComparison.Ordinal)
                ? new PersonName(initials, only, [])
                : omitted.Exists(IsTitle) ? new PersonName("", only, omitted)
                : new PersonName(only, "", omitted);
        }

        var start = words.Length - 1;
        while (start > 1 && IsParticle(words, start - 1))
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

    private static bool IsParticle(string[] words, int place)
    {
        var key = words[place].ToLowerInvariant();
        return Particles.Contains(key)
            && (words[place] == key || !Names.Contains(key) || (place > 1 && Particles.Contains(words[place - 1].ToLowerInvariant())));
    }

    private static string KeyOf(string word) => word.TrimEnd('.').ToLowerInvariant();
}
