using Npgsql;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

/// <summary>Tests the upgrade of a database with rows that were indexed by their values with blanks.</summary>
public sealed class BlankMigrationTests(PostgresServer server)
{
    // The functions of the previous version, for texts in ASCII.
    private const string Downgrade = """
        delete from schema_versions where scriptname like '%.0113_%';
        create or replace function vql_label(value text) returns text
        language sql immutable parallel safe as $$ select lower(value collate "C") $$;
        create or replace function vql_exact(value text) returns text
        language sql immutable parallel safe as $$ select lower(value collate "C") $$;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Kiel ", "ann@example.com", "{sales}", "sales", true)]
    [InlineData("Kiel", " ann@example.com", "{sales}", "sales", true)]
    [InlineData("Kiel", "ann@example.com", "{\"sales \",it}", "sales", true)]
    [InlineData("Kiel", "ann@example.com", "{sales,\"field  sales\"}", "field sales", true)]
    [InlineData("Frankfurt, Oder", "ann@example.com", "{\"field sales\",it}", "field sales", false)]
    public async Task Migration_OfRowsWithBlanks_RebuildsTheirIndexesAndWithdrawsThePosition(
        string city, string email, string departments, string department, bool isAffected)
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        await MigratedRows.ExecuteAsync(source, Downgrade);
        // The functions are inlined in the expressions of indexes that a session has read.
        source.Clear();
        await MigratedRows.ExecuteAsync(
            source, $"insert into contacts (uuid, city, email, departments) values ('ann', '{city}', '{email}', '{departments}')");
        await MigratedRows.ExecuteAsync(source, "update sync_state set indexed_lsn = '0/1'");

        Assert.Equal(1, await Migrator.MigrateAsync(source, Token));

        Assert.Equal(isAffected, await MigratedRows.IsTrueAsync(source, "select indexed_lsn is null from sync_state"));
        var label = city.Trim().ToLowerInvariant();
        string[] conditions =
        [
            $"vql_label(city) = '{label}'", "vql_email(email) = 'ann@example.com'", $"vql_labels(departments) @> array['{department}']",
        ];
        foreach (var condition in conditions)
        {
            var isFound = $"select count(*) = 1 from contacts where deleted_at is null and {condition}";
            Assert.True(await MigratedRows.IsTrueAsync(source, isFound), condition);
        }
    }
}
