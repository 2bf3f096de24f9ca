using Npgsql;
using Vql.Core.Language;

namespace Vql.Bench.Load;

/// <summary>
/// A kind of query that users send, with many variants: a single repeated query would be served from caches.
/// </summary>
internal sealed record QueryKind(string Name, IReadOnlyList<VqlQuery> Queries)
{
    private const int Variants = 400;

    private static readonly Clauses<TextMatch> NoTexts = new([], []);
    private static readonly Clauses<KeywordMatch> NoKeywords = new([], []);
    private static readonly Clauses<RangeMatch> NoRanges = new([], []);

    /// <summary>
    /// Creates five kinds of queries with values from the rows. The result is deterministic for the same rows.
    /// </summary>
    public static async Task<IReadOnlyList<QueryKind>> DrawAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var samples = await SamplesAsync(source, cancellationToken);
        return
        [
            new("shuffle", [.. samples.Select(sample => Of(Titled(sample.Title, fuzzy: false)))]),
            new("fuzzy", [.. samples.Select(sample => Of(Titled(Misspelled(sample.Title, sample.Number), fuzzy: true)))]),
            new("substring", [.. samples.Select(sample => Of(new VqlWhere(
                Text(new TextMatch("company_name", Part(sample.Company, sample.Number), SearchType.Substring)),
                NoKeywords,
                AtLeast("company_employees_count", sample.Number % 500))))]),
            new("keywords", [.. samples.Select(sample => Of(new VqlWhere(
                NoTexts,
                new Clauses<KeywordMatch>(
                    [
                        Keyword("seniority", sample.Seniority, sample.OtherSeniority),
                        Keyword("company_industries", sample.Industry, sample.OtherIndustry),
                    ],
                    []),
                NoRanges)) with { Company = CompanyConfig.All })]),
            new("newest", [.. samples.Select(sample => Of(VqlWhere.Everything) with { Cursor = [$"{sample.CreatedAt}", sample.Uuid] })]),
        ];
    }

    private static VqlQuery Of(VqlWhere where) =>
        new() { Where = where, OrderBy = [new VqlOrder("created_at", Descending: true, MissingFirst: false)], Limit = 25 };

    private static VqlWhere Titled(string title, bool fuzzy) =>
        new(Text(new TextMatch("title", title, SearchType.Shuffle, Fuzzy: fuzzy)), NoKeywords, NoRanges);

    private static Clauses<TextMatch> Text(TextMatch match) => new([match], []);

    private static KeywordMatch Keyword(string field, params string[] values) =>
        new(field, [.. values.Distinct().Select(VqlValue.Of)], IsList: true);

    private static Clauses<RangeMatch> AtLeast(string field, int minimum) =>
        new([new RangeMatch(field, [new RangeBound(RangeOperator.Gte, VqlValue.Of(minimum))])], []);

    // Removes a letter of the longest word, but not its first letter.
    private static string Misspelled(string title, int number)
    {
        var word = title.Split(' ').MaxBy(part => part.Length)!;
        return word.Length < 5 ? title : title.Replace(word, word.Remove(1 + (number % (word.Length - 1)), 1), StringComparison.Ordinal);
    }

    private static string Part(string name, int number)
    {
        var word = name.Split(' ').MaxBy(part => part.Length)!;
        return word[..Math.Min(word.Length, 3 + (number % 4))];
    }

    private static async Task<List<Sample>> SamplesAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            select c.title, p.name, c.seniority, lag(c.seniority, 1, c.seniority) over w,
                p.industries[1], lag(p.industries[1], 1, p.industries[1]) over w,
                (extract(epoch from c.created_at) * 1000)::bigint, c.uuid
            from contacts c join companies p on p.uuid = c.company_id
            where c.title > '' and p.name > '' and c.seniority > '' and cardinality(p.industries) > 0
            window w as (order by md5(c.uuid)) order by md5(c.uuid) limit {Variants}
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var samples = new List<Sample>();
        while (await reader.ReadAsync(cancellationToken))
        {
            samples.Add(new Sample(
                samples.Count, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                reader.GetString(4), reader.GetString(5), reader.GetInt64(6), reader.GetString(7)));
        }

        return samples;
    }

    private sealed record Sample(
        int Number, string Title, string Company, string Seniority, string OtherSeniority, string Industry, string OtherIndustry,
        long CreatedAt, string Uuid);
}
