namespace Vql.Core.Language;

/// <summary>The spelling of VQL's closed sets on the wire.</summary>
internal static class VqlNames
{
    public static readonly (SearchType Type, string Name)[] SearchTypes =
    [
        (SearchType.Exact, "exact"),
        (SearchType.Shuffle, "shuffle"),
        (SearchType.Substring, "substring"),
        (SearchType.Prefix, "prefix"),
        (SearchType.Wildcard, "wildcard"),
        (SearchType.SameWords, "same_words"),
    ];

    public static readonly (RangeOperator Operator, string Name)[] RangeOperators =
    [
        (RangeOperator.Gte, "gte"),
        (RangeOperator.Gt, "gt"),
        (RangeOperator.Lte, "lte"),
        (RangeOperator.Lt, "lt"),
    ];

    /// <summary>Whether a query of that version may ask for the search type.</summary>
    public static bool IsRead(SearchType type, int version) => type != SearchType.SameWords && (version > 1 || !IsExtension(type));

    /// <summary>Whether the search type came with version 2.</summary>
    public static bool IsExtension(SearchType type) => type is SearchType.Prefix or SearchType.Wildcard;

    public static string Of(SearchType type) => SearchTypes[(int)type].Name;

    public static string Of(RangeOperator comparison) => RangeOperators[(int)comparison].Name;

    public static string Of(MatchOperator matchOperator) => matchOperator == MatchOperator.And ? "and" : "or";
}
