using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

/// <summary>
/// Tests of orders by a column of the company, which are read in parts: companies with a value, contacts without a company, which have
/// the value 0 or an empty text, and companies without a value.
/// </summary>
public sealed class ListOrderTests(PostgresServer server)
{
    // The contacts e1, m1, n1 and x1 have no company: it is deleted, empty, null or unknown.
    private const string Rows = """
        insert into companies (uuid, employees_count, country, keywords, deleted_at) values
            ('a', 5, 'peru', '{x,b}', null), ('b', 0, '', '{}', null), ('c', null, null, null, null),
            ('d', -3, 'chile', '{a}', null), ('e', 99, 'aruba', '{0}', now());
        insert into contacts (uuid, company_id, departments) values
            ('a2', 'a', '{sales}'), ('a1', 'a', '{sales,art}'), ('b1', 'b', null), ('c1', 'c', '{law}'), ('d1', 'd', '{}'),
            ('e1', 'e', '{art}'), ('m1', '', null), ('n1', null, '{law,it}'), ('x1', 'unknown', null)
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("company_employees_count", false, false, "d1 b1 e1 m1 n1 x1 a1 a2 c1")]
    [InlineData("company_employees_count", true, false, "a1 a2 b1 e1 m1 n1 x1 d1 c1")]
    [InlineData("company_employees_count", false, true, "c1 d1 b1 e1 m1 n1 x1 a1 a2")]
    [InlineData("company_employees_count", true, true, "c1 a1 a2 b1 e1 m1 n1 x1 d1")]
    [InlineData("company_country", false, false, "b1 e1 m1 n1 x1 d1 a1 a2 c1")]
    [InlineData("company_country", true, false, "a1 a2 d1 b1 e1 m1 n1 x1 c1")]
    [InlineData("company_country", false, true, "c1 b1 e1 m1 n1 x1 d1 a1 a2")]
    [InlineData("company_keywords", false, false, "d1 a1 a2 b1 c1 e1 m1 n1 x1")]
    [InlineData("company_keywords", true, false, "a1 a2 d1 b1 c1 e1 m1 n1 x1")]
    [InlineData("company_keywords", false, true, "b1 c1 e1 m1 n1 x1 d1 a1 a2")]
    [InlineData("departments", false, false, "a1 e1 n1 c1 a2 b1 d1 m1 x1")]
    [InlineData("departments", true, false, "a1 a2 c1 n1 e1 b1 d1 m1 x1")]
    public async Task Pages_OfAnySize_HaveAllRowsInTheirOrder(string field, bool descending, bool missingFirst, string expected)
    {
        await using var source = await CreateAsync("orders", Rows);
        var order = new VqlOrder(field, descending, missingFirst);
        foreach (var size in new[] { 1, 2, 3, 5, 100 })
        {
            Assert.Equal(expected.Split(' '), await WalkAsync(source, [order], size));
        }
    }

    [Theory]
    [InlineData("company_employees_count")]
    [InlineData("company_country")]
    [InlineData("departments")]
    public async Task Pages_OfSeveralKeys_HaveAllRowsInTheOrderOfTheFirstOne(string field)
    {
        await using var source = await CreateAsync("orders", Rows);
        VqlOrder[] order = [new(field), new("company_keywords", Descending: true)];
        var all = await WalkAsync(source, order, 100);
        Assert.Equal(9, all.Count);
        Assert.Equal(all, await WalkAsync(source, order, 1));
        Assert.Equal(all, await WalkAsync(source, order, 4));
    }

    [Fact]
    public async Task Page_OfARareFirstValue_IsFoundBehindTheScannedRows()
    {
        await using var source = await CreateAsync("rare_value", """
            insert into companies (uuid, country) values ('c', 'chile'), ('p', 'peru');
            insert into contacts (uuid, company_id) select 'a' || n, 'p' from generate_series(1000, 3999) n;
            insert into contacts (uuid, company_id) select 'z' || n, 'c' from generate_series(10, 39) n
            """);
        var query = new VqlQuery { OrderBy = [new VqlOrder("company_country")], Limit = 25 };
        var search = new PostgresSearch(source, TimeProvider.System);
        var first = await search.ListContactsAsync(query, 0, Token);
        Assert.Equal(Enumerable.Range(10, 25).Select(n => $"z{n}"), first.Select(row => row.Uuid));
        var second = await search.ListContactsAsync(query with { Cursor = first[^1].Cursor! }, 0, Token);
        Assert.Equal(
            [.. Enumerable.Range(35, 5).Select(n => $"z{n}"), .. Enumerable.Range(1000, 20).Select(n => $"a{n}")],
            second.Select(row => row.Uuid));
    }

    // A B-tree rejects values of more than 2,700 bytes, which SQL and imports may write.
    [Theory]
    [InlineData("companies", "address")]
    [InlineData("companies", "company_name_for_emails")]
    [InlineData("companies", "description")]
    [InlineData("companies", "website")]
    [InlineData("contacts", "website")]
    public async Task LongText_IsStored(string table, string column)
    {
        await using var source = await CreateAsync("orders", Rows);
        await using var update = source.CreateCommand(
            $"update {table} set {column} = (select string_agg(md5(n::text), ' ') from generate_series(1, 1000) n)");
        Assert.True(await update.ExecuteNonQueryAsync(Token) > 1);
    }

    private async Task<NpgsqlDataSource> CreateAsync(string name, string rows) =>
        NpgsqlDataSource.Create(await server.CreateDatabaseAsync(name, async source =>
        {
            await using var insert = source.CreateCommand(rows);
            await insert.ExecuteNonQueryAsync(Token);
        }));

    private static async Task<IReadOnlyList<string>> WalkAsync(NpgsqlDataSource source, IReadOnlyList<VqlOrder> order, int size)
    {
        var search = new PostgresSearch(source, TimeProvider.System);
        var uuids = new List<string>();
        IReadOnlyList<string?> cursor = [];
        while (true)
        {
            var page = await search.ListContactsAsync(new VqlQuery { OrderBy = order, Limit = size, Cursor = cursor }, 0, Token);
            uuids.AddRange(page.Select(row => row.Uuid));
            if (page.Count < size)
            {
                return uuids;
            }

            cursor = page[^1].Cursor!;
        }
    }
}
