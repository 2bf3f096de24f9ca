using CsCheck;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

/// <summary>Tests that lists with only exclusions contain exactly the rows with another value or none.</summary>
public sealed class ExcludedValuesTests(PostgresServer server)
{
    // In UTF-16, the fox precedes the character for private use. In UTF-8, and thus in PostgreSQL, it follows.
    private static readonly string?[] Cities = [null, "", "a", "a b", "b", "oslo", "москва", "東京", "\uE000", "🦊"];

    private static readonly Gen<string[]> GenExcluded = Gen.OneOf<string>([.. Cities.OfType<string>(), "absent"]).Array[1, 40];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WithExcludedValues_ContainsTheOtherRows()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("excluded", FillAsync));
        var search = new PostgresSearch(source, TimeProvider.System);
        await Gen.Select(GenExcluded, Gen.Bool).SampleAsync(async (excluded, excludesOdd) =>
        {
            var match = new KeywordMatch("city_normalized", [.. excluded.Select(VqlValue.Of)], IsList: true);
            var odd = new TextMatch("title", "odd", SearchType.Shuffle);
            var query = new VqlQuery
            {
                Where = VqlWhere.Everything with { KeywordMatch = new([], [match]), TextMatches = new([], excludesOdd ? [odd] : []) },
                OrderBy = [new VqlOrder("created_at", Descending: true)],
                Limit = 100,
            };
            var found = await search.ListContactsAsync(query, Token);
            var expected = Cities.Index()
                .Where(city => !excluded.Contains(city.Item) && !(excludesOdd && city.Index % 2 == 1))
                .Select(city => $"p{city.Index}");
            Assert.Equal(expected, found.Select(contact => contact.Uuid));
        }, iter: 200, threads: 1);
    }

    private static async Task FillAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            insert into contacts (uuid, city, title, created_at)
            select 'p' || place - 1, city, case when place % 2 = 0 then 'Odd' end, now() - place * interval '1 minute'
            from unnest($1) with ordinality as c (city, place)
            union all
            select 'deleted', 'bergen', null, now()
            """);
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = Cities });
        await command.ExecuteNonQueryAsync(Token);
        await using var deletion = source.CreateCommand("update contacts set deleted_at = now() where uuid = 'deleted'");
        await deletion.ExecuteNonQueryAsync(Token);
    }
}
