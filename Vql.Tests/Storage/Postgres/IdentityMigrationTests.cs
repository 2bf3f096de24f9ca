using Npgsql;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

/// <summary>Tests the upgrade of a database with LinkedIn addresses and email addresses that had other keys.</summary>
public sealed class IdentityMigrationTests(PostgresServer server)
{
    // The functions of the previous version. Migration 0116 reads all indexes with them, in the session that then changes them.
    private const string Downgrade = """
        delete from schema_versions where scriptname ~ '[.]011[67]_';
        create or replace function vql_url(value text) returns text
        language sql immutable parallel safe as $$ select regexp_replace(lower(value collate "C"), '^https?://(?:www[.])*', '') $$;
        create or replace function vql_linkedin_key(value text) returns text
        language sql immutable parallel safe as $$ select substr(lower(value collate "C"), 22) $$;
        create or replace function vql_identity(value text) returns text
        language sql immutable parallel safe as $$ select lower(btrim(value) collate "C") $$;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://de.linkedin.com/in/ann", "linkedin.com/in/ann", "in/ann", true)]
    [InlineData("\u00A0de.linkedin.com/in/ann", "linkedin.com/in/ann", "in/ann", true)]
    [InlineData("https://www.linkedin.com/in/j%C3%B6", "linkedin.com/in/jö", "in/jö", true)]
    [InlineData("https://www.linkedin.com/in/ann", "linkedin.com/in/ann", "in/ann", false)]
    public async Task Migration_OfOtherAddresses_RebuildsTheirIndexesAndWithdrawsThePosition(
        string address, string url, string key, bool isAffected)
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        await MigratedRows.ExecuteAsync(source, Downgrade);
        // The functions are inlined in the expressions of indexes that a session has read.
        source.Clear();
        await MigratedRows.ExecuteAsync(
            source, $"insert into contacts (uuid, email, linkedin_url) values ('ann', E'Ann@example.com\\u00A0', '{address}')");
        await MigratedRows.ExecuteAsync(source, "analyze contacts");
        await MigratedRows.ExecuteAsync(source, "update sync_state set indexed_lsn = '0/1'");
        source.Clear();

        Assert.Equal(2, await Migrator.MigrateAsync(source, Token));

        Assert.Equal(isAffected, await MigratedRows.IsTrueAsync(source, "select indexed_lsn is null from sync_state"));
        string[] conditions =
        [
            $"vql_url(linkedin_url) = '{url}'", $"vql_linkedin_key(linkedin_url) = '{key}'", "vql_identity(email) = 'ann@example.com'",
        ];
        foreach (var condition in conditions)
        {
            var isFound = $"select count(*) = 1 from contacts where deleted_at is null and {condition}";
            Assert.True(await MigratedRows.IsTrueAsync(source, isFound), condition);
        }
    }
}
