namespace Vql.Core.Language;

/// <summary>The JSON names of enumeration values.</summary>
internal static class VqlNames
{
    public static readonly (SearchType Type, string Name)[] SearchTypes =
    [
        (SearchType.Exact, "exact"),
        (SearchType.Shuffle, "shuffle"),
        (SearchType.Substring, "substring"),
        (SearchType.Prefix, "prefix"),
        (SearchType.Wildcard, "wildcard"),
        (SearchType.Contains, "contains"),
        (SearchType.SameWords, "same_words"),
    ];

    public static readonly (RangeOperator Operator, string Name)[] RangeOperators =
    [
        (RangeOperator.Gte, "gte"),
        (RangeOperator.Gt, "gt"),
        (RangeOperator.Lte, "lte"),
        (RangeOperator.Lt, "lt"),
    ];

    public static readonly IReadOnlyDictionary<string, PrefixTolerance> Tolerances = new Dictionary<string, PrefixTolerance>
    {
        ["none"] = PrefixTolerance.None,
        ["typos"] = PrefixTolerance.Typos,
        ["near"] = PrefixTolerance.Near,
    };

    /// <summary>Returns whether queries of a version support a search type.</summary>
    public static bool IsRead(SearchType type, int version) => type != SearchType.SameWords && (version > 1 || !IsExtension(type));

    /// <summary>Returns whether version 2 introduced a search type.</summary>
    public static bool IsExtension(SearchType type) => type is SearchType.Prefix or SearchType.Wildcard or SearchType.Contains;

    public static string Of(SearchType type) => SearchTypes[(int)type].Name;

    public static string Of(RangeOperator comparison) => RangeOperators[(int)comparison].Name;

    public static string Of(PrefixTolerance tolerance) => Tolerances.First(pair => pair.Value == tolerance).Key;

    public static string Of(MatchOperator matchOperator) => matchOperator == MatchOperator.And ? "and" : "or";
}
