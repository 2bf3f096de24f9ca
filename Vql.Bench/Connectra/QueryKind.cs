using Vql.Core.Language;

namespace Vql.Bench.Connectra;

/// <summary>A sort of query that users send.</summary>
internal sealed record QueryKind(string Name, VqlQuery Query)
{
    private static readonly Clauses<TextMatch> NoTexts = new([], []);
    private static readonly Clauses<KeywordMatch> NoKeywords = new([], []);
    private static readonly Clauses<RangeMatch> NoRanges = new([], []);

    public static IReadOnlyList<QueryKind> All { get; } =
    [
        new("shuffle", Of(new VqlWhere(Text(new TextMatch("title", "software engineer", SearchType.Shuffle)), NoKeywords, NoRanges))),
        new("fuzzy", Of(new VqlWhere(Text(new TextMatch("title", "enginer", SearchType.Shuffle, Fuzzy: true)), NoKeywords, NoRanges))),
        new("substring", Of(new VqlWhere(
            Text(new TextMatch("company_name", "soft", SearchType.Substring)), NoKeywords,
            new Clauses<RangeMatch>([new RangeMatch("company_employees_count", [new RangeBound(RangeOperator.Gte, VqlValue.Of("50"))])], [])))),
        new("keywords", Of(new VqlWhere(
            NoTexts,
            new Clauses<KeywordMatch>([new KeywordMatch("seniority", [VqlValue.Of("vp"), VqlValue.Of("director")], IsList: true)], []),
            NoRanges)) with { Company = CompanyConfig.All }),
        new("newest", Of(VqlWhere.Everything)),
    ];

    private static Clauses<TextMatch> Text(TextMatch match) => new([match], []);

    private static VqlQuery Of(VqlWhere where) => new() { Where = where, OrderBy = [new VqlOrder("created_at", Descending: true, MissingFirst: false)], Limit = 25 };
}
