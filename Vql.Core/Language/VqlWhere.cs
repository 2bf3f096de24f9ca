namespace Vql.Core.Language;

/// <summary>The conditions of a query. A row must match all of them.</summary>
/// <param name="TextMatches">
/// Matches of words. Several matches of one field in <c>must</c> are alternatives. Different fields must all match.
/// </param>
/// <param name="KeywordMatch">Matches of whole values.</param>
/// <param name="RangeQuery">Ranges of numbers, dates and other ordered values.</param>
public sealed record VqlWhere(Clauses<TextMatch> TextMatches, Clauses<KeywordMatch> KeywordMatch, Clauses<RangeMatch> RangeQuery)
{
    /// <summary>An empty set of conditions, which all rows match.</summary>
    public static VqlWhere Everything { get; } =
        new(new Clauses<TextMatch>([], []), new Clauses<KeywordMatch>([], []), new Clauses<RangeMatch>([], []));

    /// <summary>Fields that must have a value.</summary>
    public IReadOnlyList<string> Exists { get; init; } = [];

    /// <summary>Fields that must have no value.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Groups of which at least one must match. Not a condition if the list is empty.</summary>
    public IReadOnlyList<VqlWhere> AnyOf { get; init; } = [];

    /// <summary>Groups that must all match.</summary>
    public IReadOnlyList<VqlWhere> AllOf { get; init; } = [];

    /// <summary>Groups that must not match.</summary>
    public IReadOnlyList<VqlWhere> NoneOf { get; init; } = [];

    /// <summary>Whether there are no conditions.</summary>
    public bool IsEverything =>
        TextMatches.IsEmpty && KeywordMatch.IsEmpty && RangeQuery.IsEmpty && Exists.Count + Missing.Count == 0 && !Groups().Any();

    /// <summary>Whether there are conditions that the Go service ignores silently, so that it would return more rows.</summary>
    public bool IsExtended => Nested().Any(where =>
        where.Groups().Any() || where.Exists.Count + where.Missing.Count + where.RangeQuery.MustNot.Count > 0
        || where.TextMatches.All.Any(match => match.RequiresVersion2));

    /// <summary>Returns the groups of all kinds.</summary>
    public IEnumerable<VqlWhere> Groups() => AnyOf.Concat(AllOf).Concat(NoneOf);

    /// <summary>Returns this object and all nested groups.</summary>
    public IEnumerable<VqlWhere> Nested() => Groups().SelectMany(group => group.Nested()).Prepend(this);

    /// <summary>Whether rows are excluded.</summary>
    public bool HasExclusions => TextMatches.MustNot.Count + KeywordMatch.MustNot.Count + RangeQuery.MustNot.Count
        + Missing.Count + NoneOf.Count > 0;

    /// <summary>Returns the exclusions, each as a group that matches the excluded rows.</summary>
    public IEnumerable<VqlWhere> Exclusions() =>
    [
        .. TextMatches.MustNot.Select(match => Everything with { TextMatches = new Clauses<TextMatch>([match], []) }),
        .. KeywordMatch.MustNot.Select(match => Everything with { KeywordMatch = new Clauses<KeywordMatch>([match], []) }),
        .. RangeQuery.MustNot.Select(match => Everything with { RangeQuery = new Clauses<RangeMatch>([match], []) }),
        .. Missing.Select(field => Everything with { Exists = [field] }),
        .. NoneOf,
    ];

    /// <summary>Returns the conditions without the exclusions.</summary>
    public VqlWhere WithoutExclusions() => this with
    {
        TextMatches = TextMatches with { MustNot = [] },
        KeywordMatch = KeywordMatch with { MustNot = [] },
        RangeQuery = RangeQuery with { MustNot = [] },
        Missing = [],
        NoneOf = [],
    };

    /// <summary>Returns the fields of all conditions, including those of groups.</summary>
    public IEnumerable<string> FieldNames() => Nested().SelectMany(where => (IEnumerable<string>)
    [
        .. where.TextMatches.All.Select(match => match.Field),
        .. where.KeywordMatch.All.Select(match => match.Field),
        .. where.RangeQuery.All.Select(match => match.Field),
        .. where.Exists,
        .. where.Missing,
    ]);

    /// <summary>Returns the conditions without those on a field. Groups are not changed.</summary>
    public VqlWhere Without(string field) => this with
    {
        TextMatches = TextMatches.Where(match => match.Field != field),
        KeywordMatch = KeywordMatch.Where(match => match.Field != field),
        RangeQuery = RangeQuery.Where(match => match.Field != field),
    };

    /// <summary>The number of clauses, without those of groups.</summary>
    public int ClauseCount => TextMatches.Count + KeywordMatch.Count + RangeQuery.Count + Exists.Count + Missing.Count;

    /// <summary>The total length of the texts in UTF-16 code units, without those of groups.</summary>
    public int TextLength => TextMatches.All.Sum(match => match.Text.Length);
}

/// <summary>The clauses of one kind.</summary>
/// <param name="Must">The clauses that must match.</param>
/// <param name="MustNot">The clauses that must not match.</param>
public sealed record Clauses<T>(IReadOnlyList<T> Must, IReadOnlyList<T> MustNot)
{
    /// <summary>Whether there are no clauses.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The number of clauses.</summary>
    public int Count => Must.Count + MustNot.Count;

    /// <summary>All clauses.</summary>
    public IEnumerable<T> All => Must.Concat(MustNot);

    /// <summary>Returns the clauses that meet a condition.</summary>
    public Clauses<T> Where(Func<T, bool> condition) => new([.. Must.Where(condition)], [.. MustNot.Where(condition)]);

    /// <summary>Returns the clauses, each converted.</summary>
    public Clauses<T> Select(Func<T, T> convert) => IsEmpty ? this : new([.. Must.Select(convert)], [.. MustNot.Select(convert)]);
}

/// <summary>How a text match compares words.</summary>
public enum SearchType
{
    /// <summary>The words as a phrase, with an optional slop.</summary>
    Exact,

    /// <summary>The words in any order.</summary>
    Shuffle,

    /// <summary>Each word as a substring of at least three letters.</summary>
    Substring,

    /// <summary>The words in any order. The last one matches as a prefix.</summary>
    Prefix,

    /// <summary>
    /// A pattern for one word: <c>*</c> matches any text, <c>?</c> matches one character, and a backslash escapes both.
    /// </summary>
    Wildcard,

    /// <summary>Each word as a part of one word: its letters occur consecutively.</summary>
    Contains,

    /// <summary>
    /// Exactly these words, each with the same number of occurrences, in any order. Elasticsearch cannot check that a text has no
    /// further words. This type is therefore supported only by PostgreSQL and cannot be used in JSON queries.
    /// </summary>
    SameWords,
}

/// <summary>Whether all words of a text match are required.</summary>
public enum MatchOperator
{
    /// <summary>All words are required.</summary>
    And,

    /// <summary>One word is sufficient.</summary>
    Or,
}

/// <summary>A match of words.</summary>
/// <param name="Field">The name of the field. The JSON member is <c>filter_key</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Type">The search type.</param>
/// <param name="Fuzzy">
/// Whether words match with edits: 1 edit from <see cref="FuzzyMinLength"/> letters, 2 edits from 3 letters more. Applies to
/// <see cref="SearchType.Shuffle"/> only.
/// </param>
/// <param name="Operator">
/// Whether all words are required. Does not apply to <see cref="SearchType.Exact"/> and <see cref="SearchType.Wildcard"/>.
/// </param>
/// <param name="Slop">
/// The maximum number of positions allowed between the words of a phrase. Applies to <see cref="SearchType.Exact"/> only.
/// </param>
public sealed record TextMatch(
    string Field, string Text, SearchType Type, bool Fuzzy = false, MatchOperator Operator = MatchOperator.And, int Slop = 0)
{
    /// <summary>
    /// The default and the minimum of <see cref="FuzzyMinLength"/>, as in the Go service. With edits, even shorter words would match
    /// almost any word.
    /// </summary>
    public const int DefaultFuzzyMinLength = 3;

    /// <summary>The maximum of <see cref="FuzzyMinLength"/>.</summary>
    public const int MaxFuzzyMinLength = 20;

    /// <summary>The minimum number of letters of a word that matches with an edit, 3 to 20. Shorter words must be equal.</summary>
    public int FuzzyMinLength { get; init; } = DefaultFuzzyMinLength;

    /// <summary>Whether version 1 of the language cannot express the match.</summary>
    public bool RequiresVersion2 => VqlNames.IsExtension(Type) || (Fuzzy && FuzzyMinLength != DefaultFuzzyMinLength);

    /// <summary>Returns the maximum number of edits of a word with a number of letters, as Elasticsearch's <c>AUTO:low,high</c>.</summary>
    public int EditsOf(int length) => length < FuzzyMinLength ? 0 : length < FuzzyMinLength + DefaultFuzzyMinLength ? 1 : 2;
}

/// <summary>A match of whole values. At least one value must match.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Values">The values. At least one is required.</param>
/// <param name="IsList">
/// Whether the values were specified as a list. Elasticsearch has <c>terms</c> for lists and <c>term</c> for single values.
/// </param>
public sealed record KeywordMatch(string Field, IReadOnlyList<VqlValue> Values, bool IsList);

/// <summary>A range of values. Bounds that are absent do not restrict the range.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Bounds">At most one bound for each operator, in the order of the query.</param>
public sealed record RangeMatch(string Field, IReadOnlyList<RangeBound> Bounds);

/// <summary>A bound of a range.</summary>
/// <param name="Operator">The comparison operator.</param>
/// <param name="Value">The value. For dates, date math such as <c>2024-02-10||/M</c> is supported.</param>
public readonly record struct RangeBound(RangeOperator Operator, VqlValue Value);

/// <summary>The comparison operators of a range.</summary>
public enum RangeOperator
{
    /// <summary>Greater than or equal to.</summary>
    Gte,

    /// <summary>Greater than.</summary>
    Gt,

    /// <summary>Less than or equal to.</summary>
    Lte,

    /// <summary>Less than.</summary>
    Lt,
}
