using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

public sealed class DocumentReaderTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Other programs can write any text as a UUID.
    [Theory]
    [InlineData(null, null, "a,b'c\\d,e,é")]
    [InlineData(null, "b'c\\d", "a")]
    [InlineData("b'c\\d", "e", "b'c\\d")]
    [InlineData("b'c\\d", null, "b'c\\d,e,é")]
    [InlineData("f", null, "é")]
    public async Task Range_WithAnyBounds_ReadsItsRows(string? from, string? to, string expected)
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        await using (var insert = source.CreateCommand(
            @"insert into companies (uuid, name) values ('a', 'A'), ('b''c\d', 'B'), ('e', 'E'), ('é', 'F')"))
        {
            await insert.ExecuteNonQueryAsync(Token);
        }

        var uuids = new List<string>();
        await using var cursor = await new DocumentReader(source).OpenAsync(FieldCatalogue.Companies, new UuidRange(from, to), Token);
        while (await cursor.ReadAsync(Token))
        {
            uuids.Add(cursor.Uuid);
        }

        Assert.Equal(expected.Split(','), uuids.Order(StringComparer.Ordinal));
    }
}
