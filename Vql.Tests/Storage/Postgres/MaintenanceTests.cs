using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Storage.Postgres;

/// <summary>
/// Tests that PostgreSQL can maintain the tables by itself. It evaluates the expressions of indexes without the schema of the tables in
/// its search path: in each automatic <c>ANALYZE</c>, and since version 17 in each <c>CREATE INDEX</c>, <c>REINDEX</c> and
/// <c>VACUUM</c>.
/// </summary>
public sealed class MaintenanceTests(PostgresServer server)
{
    private const string UnqualifiedFunctions =
        @"select count(*) from pg_proc where proname ~ '^vql_' and prosrc ~ '(?<![\w.])vql_[a-z_]+\('";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_WithAValueInEveryColumn_AreMaintainedWithoutTheirSchemaInTheSearchPath()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        await using (var connection = await source.OpenConnectionAsync(Token))
        {
            var writer = new RowWriter(connection);
            await writer.UpsertCompaniesAsync([CatalogueRow.Company()], Token);
            await writer.UpsertContactsAsync([CatalogueRow.Contact()], Token);
        }

        // The functions have their own branches for letters beyond ASCII.
        foreach (var entity in (EntityFields[])[FieldCatalogue.Companies, FieldCatalogue.Contacts])
        {
            var texts = entity.Columns.Where(column => column.Type == ColumnType.Text && column.Name is not ("uuid" or "company_id"));
            var changes = string.Join(", ", texts.Select(column => $"{column.Name} = {column.Name} || ' Ä+ '"));
            await ExecuteAsync(source, $"update {entity.Table} set {changes}");
        }

        await ExecuteAsync(source, """
            set search_path = pg_catalog, pg_temp;
            analyze public.contacts, public.companies;
            reindex table public.contacts;
            reindex table public.companies
            """);
    }

    [Fact]
    public async Task Functions_OfAPreviousVersion_AreQualifiedByTheNextMigration()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        Assert.Equal(0, await ReadAsync<long>(source, UnqualifiedFunctions));
        await ExecuteAsync(source, """
            create or replace function vql_email(value text) returns text
            language sql immutable parallel safe as $$ select vql_exact(value) $$
            """);
        Assert.Equal(1, await ReadAsync<long>(source, UnqualifiedFunctions));

        await Migrator.MigrateAsync(source, Token);

        Assert.Equal(0, await ReadAsync<long>(source, UnqualifiedFunctions));
        Assert.Equal("anna@example.com", await ReadAsync<string>(source, "select vql_email(' Anna@Example.com')"));
    }

    [Fact]
    public async Task Functions_InAnotherSchema_AreQualifiedByThatSchema()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await using (var owner = NpgsqlDataSource.Create(connectionString))
        {
            await ExecuteAsync(owner, "create schema \"Sales data\"");
        }

        var builder = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = "\"Sales data\", public" };
        await using var source = NpgsqlDataSource.Create(builder.ConnectionString);
        await Migrator.MigrateAsync(source, Token);

        await ExecuteAsync(source, "insert into contacts (uuid, email) values ('anna', ' Ännä@Example.com ')");
        Assert.Equal("ännä@example.com", await ReadAsync<string>(source, "select vql_email(email) from contacts"));
        await ExecuteAsync(source, "set search_path = pg_catalog, pg_temp; analyze \"Sales data\".contacts");
    }

    [Fact]
    public async Task Expressions_OfPartialIndexes_HaveStatistics()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        Assert.Equal("", await ReadAsync<string>(source, """
            select coalesce(string_agg(indexrelid::regclass::text, ', '), '')
            from pg_index cross join generate_series(1, indnkeyatts) as place
            where indrelid in ('contacts'::regclass, 'companies'::regclass) and indpred is not null and indkey[place - 1] = 0
                and not exists (
                    select from pg_statistic_ext
                    where stxrelid = indrelid
                        and pg_get_statisticsobjdef_expressions(oid) = array[pg_get_indexdef(indexrelid, place, false)])
            """));
    }

    // A script that builds the indexes of a large table takes minutes.
    [Fact]
    public async Task Migration_ThatTakesLongerThanTheCommandTimeout_IsApplied()
    {
        const int TimeoutSeconds = 5;
        var connectionString = await server.CreateMigratedDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await ExecuteAsync(source, "delete from schema_versions where scriptname like '%.0115_%'");
        await using var slow = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = TimeoutSeconds }.ConnectionString);

        await using var blocking = await source.OpenConnectionAsync(Token);
        await using var transaction = await blocking.BeginTransactionAsync(Token);
        await using (var block = new NpgsqlCommand("lock table contacts", blocking))
        {
            await block.ExecuteNonQueryAsync(Token);
        }

        var migration = Migrator.MigrateAsync(slow, Token);
        await StreamRig.WaitUntilAsync(
            async () => migration.IsCompleted || await ReadAsync<bool>(source, $"""
                select exists (
                    select from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'
                        and now() - query_start > interval '{TimeoutSeconds + 1} seconds')
                """),
            () => "the migration does not wait for the lock");
        await transaction.CommitAsync(Token);

        Assert.Equal(1, await migration);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<T> ReadAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }
}
