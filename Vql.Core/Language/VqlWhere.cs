namespace Vql.Core.Language;

/// <summary>What a row must and must not be. All that is said holds together.</summary>
/// <param name="TextMatches">
/// Matches on words. Several in <c>must</c> on one field are alternatives; fields are all required.
/// </param>
/// <param name="KeywordMatch">Matches on whole values.</param>
/// <param name="RangeQuery">Matches on numbers, dates and ordered values.</param>
public sealed record VqlWhere(Clauses<TextMatch> TextMatches, Clauses<KeywordMatch> KeywordMatch, Clauses<RangeMatch> RangeQuery)
{
    /// <summary>No condition.</summary>
    public static VqlWhere Everything { get; } =
        new(new Clauses<TextMatch>([], []), new Clauses<KeywordMatch>([], []), new Clauses<RangeMatch>([], []));

    /// <summary>Fields that must have a value.</summary>
    public IReadOnlyList<string> Exists { get; init; } = [];

    /// <summary>Fields that must have none.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Groups of which at least one must hold; no condition when empty.</summary>
    public IReadOnlyList<VqlWhere> AnyOf { get; init; } = [];

    /// <summary>Groups that must all hold.</summary>
    public IReadOnlyList<VqlWhere> AllOf { get; init; } = [];

    /// <summary>Groups of which none may hold.</summary>
    public IReadOnlyList<VqlWhere> NoneOf { get; init; } = [];

    /// <summary>Whether there is no condition at all.</summary>
    public bool IsEverything =>
        TextMatches.IsEmpty && KeywordMatch.IsEmpty && RangeQuery.IsEmpty && Exists.Count + Missing.Count == 0 && !Groups().Any();

    /// <summary>Whether something is said that the Go service leaves out without a word, and so answers more rows.</summary>
    public bool IsExtended => Nested().Any(where =>
        where.Groups().Any() || where.Exists.Count + where.Missing.Count + where.RangeQuery.MustNot.Count > 0
        || where.TextMatches.Must.Concat(where.TextMatches.MustNot).Any(match => VqlNames.IsExtension(match.Type)));

    /// <summary>The groups of all three kinds.</summary>
    public IEnumerable<VqlWhere> Groups() => AnyOf.Concat(AllOf).Concat(NoneOf);

    /// <summary>This and every group within, however deep.</summary>
    public IEnumerable<VqlWhere> Nested() => Groups().SelectMany(group => group.Nested()).Prepend(this);

    /// <summary>What rows must not be, each as a group that says that they are.</summary>
    public IEnumerable<VqlWhere> Exclusions() =>
    [
        .. TextMatches.MustNot.Select(match => Everything with { TextMatches = new Clauses<TextMatch>([match], []) }),
        .. KeywordMatch.MustNot.Select(match => Everything with { KeywordMatch = new Clauses<KeywordMatch>([match], []) }),
        .. RangeQuery.MustNot.Select(match => Everything with { RangeQuery = new Clauses<RangeMatch>([match], []) }),
        .. Missing.Select(field => Everything with { Exists = [field] }),
        .. NoneOf,
    ];

    /// <summary>The same but for the exclusions.</summary>
    public VqlWhere WithoutExclusions() => this with
    {
        TextMatches = TextMatches with { MustNot = [] },
        KeywordMatch = KeywordMatch with { MustNot = [] },
        RangeQuery = RangeQuery with { MustNot = [] },
        Missing = [],
        NoneOf = [],
    };

    /// <summary>The fields of which something is said, groups included.</summary>
    public IEnumerable<string> FieldNames() => Nested().SelectMany(where => (IEnumerable<string>)
    [
        .. where.TextMatches.Must.Concat(where.TextMatches.MustNot).Select(match => match.Field),
        .. where.KeywordMatch.Must.Concat(where.KeywordMatch.MustNot).Select(match => match.Field),
        .. where.RangeQuery.Must.Concat(where.RangeQuery.MustNot).Select(match => match.Field),
        .. where.Exists,
        .. where.Missing,
    ]);

    /// <summary>The same but for what is said of one field outside of groups.</summary>
    public VqlWhere Without(string field) => this with
    {
        TextMatches = new Clauses<TextMatch>(
            [.. TextMatches.Must.Where(match => match.Field != field)], [.. TextMatches.MustNot.Where(match => match.Field != field)]),
        KeywordMatch = new Clauses<KeywordMatch>(
            [.. KeywordMatch.Must.Where(match => match.Field != field)], [.. KeywordMatch.MustNot.Where(match => match.Field != field)]),
        RangeQuery = new Clauses<RangeMatch>(
            [.. RangeQuery.Must.Where(match => match.Field != field)], [.. RangeQuery.MustNot.Where(match => match.Field != field)]),
    };

    /// <summary>How many clauses it has itself, groups aside.</summary>
    public int ClauseCount => TextMatches.Count + KeywordMatch.Count + RangeQuery.Count + Exists.Count + Missing.Count;

    /// <summary>How long its own texts are together, in UTF-16 units, groups aside.</summary>
    public int TextLength => TextMatches.Must.Concat(TextMatches.MustNot).Sum(match => match.Text.Length);
}

/// <summary>Clauses of one kind.</summary>
/// <param name="Must">Those that must hold.</param>
/// <param name="MustNot">Those of which none may hold.</param>
public sealed record Clauses<T>(IReadOnlyList<T> Must, IReadOnlyList<T> MustNot)
{
    /// <summary>Whether there is no clause.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>How many there are.</summary>
    public int Count => Must.Count + MustNot.Count;
}

/// <summary>How a text match reads its words.</summary>
public enum SearchType
{
    /// <summary>The words as a phrase, up to a slop.</summary>
    Exact,

    /// <summary>The words in any order.</summary>
    Shuffle,

    /// <summary>For each word, a part of at least three letters inside some word.</summary>
    Substring,

    /// <summary>The words in any order, the last one perhaps unfinished.</summary>
    Prefix,

    /// <summary>A word by a pattern: <c>*</c> for any letters, <c>?</c> for one, a backslash before either for itself.</summary>
    Wildcard,

    /// <summary>
    /// These words and no others, each as often, in any order. No index can tell that a text has no further words, so
    /// this is answered by the tables and is no part of the language on the wire.
    /// </summary>
    SameWords,
}

/// <summary>Whether all words of a text match are required or one is enough.</summary>
public enum MatchOperator
{
    /// <summary>Every word.</summary>
    And,

    /// <summary>Any word.</summary>
    Or,
}

/// <summary>A match on words.</summary>
/// <param name="Field">The field's name, <c>filter_key</c> on the wire.</param>
/// <param name="Text">The text as typed.</param>
/// <param name="Type">How its words are read.</param>
/// <param name="Fuzzy">
/// Whether words may differ by 1 edit (3 to 5 letters) or 2 (longer); <see cref="SearchType.Shuffle"/> only.
/// </param>
/// <param name="Operator">All words or any; not for <see cref="SearchType.Exact"/> and <see cref="SearchType.Wildcard"/>.</param>
/// <param name="Slop">How far a phrase's words may be out of place; <see cref="SearchType.Exact"/> only.</param>
public sealed record TextMatch(
    string Field, string Text, SearchType Type, bool Fuzzy = false, MatchOperator Operator = MatchOperator.And, int Slop = 0);

/// <summary>A match on whole values: one of them is enough.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Values">The values, at least one.</param>
/// <param name="IsList">
/// Whether they were written as a list, which Elasticsearch's <c>terms</c> keeps apart from <c>term</c>.
/// </param>
public sealed record KeywordMatch(string Field, IReadOnlyList<VqlValue> Values, bool IsList);

/// <summary>A match on an interval; an absent bound is open.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Bounds">At most one lower and one upper bound of each strictness, in the order given.</param>
public sealed record RangeMatch(string Field, IReadOnlyList<RangeBound> Bounds);

/// <summary>One end of an interval.</summary>
/// <param name="Operator">Which end, and whether it belongs to the interval.</param>
/// <param name="Value">The value; for dates also date math such as <c>2024-02-10||/M</c>.</param>
public readonly record struct RangeBound(RangeOperator Operator, VqlValue Value);

/// <summary>The four comparisons of a range.</summary>
public enum RangeOperator
{
    /// <summary>At least.</summary>
    Gte,

    /// <summary>More than.</summary>
    Gt,

    /// <summary>At most.</summary>
    Lte,

    /// <summary>Less than.</summary>
    Lt,
}
