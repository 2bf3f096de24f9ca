namespace Aspire.Hosting.ApplicationModel;

/// <summary>The rule for names of resources and endpoints.</summary>
internal static class ResourceName
{
    private const int Longest = 64;

    public static string Check(string name) =>
        name.Length is > 0 and <= Longest && char.IsAsciiLetter(name[0]) && name[^1] != '-'
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') && !name.Contains("--", StringComparison.Ordinal)
            ? name
            : throw new ArgumentException($"'{name}' is no name for a resource: 1 to {Longest} ASCII letters, digits and single hyphens, a letter first", nameof(name));

    /// <summary>The name as a part of an environment variable.</summary>
    public static string Variable(string name) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
}
