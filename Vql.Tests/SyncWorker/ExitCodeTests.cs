using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests that failing commands return the documented exit code and print a single line.</summary>
public sealed class ExitCodeTests(PostgresServer server)
{
    private static readonly Uri Unreachable = new("http://127.0.0.1:9/");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("verify-sync", 2)]
    [InlineData("sync-contacts", 3)]
    public async Task Command_WithoutAnEngine_EndsWithItsCode(string command, int code)
    {
        var database = await server.CreateDatabaseAsync();
        Assert.Equal(0, (await WorkerCommand.RunAsync(database, Unreachable, "migrate")).ExitCode);
        var ended = await WorkerProcess.RunAsync(database, Unreachable, command);
        Assert.Equal(code, ended.ExitCode);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_OnAnAlteredColumn_NamesTheRowsThatItCannotRead()
    {
        await using var node = new SearchNodeFixture();
        await node.InitializeAsync();
        var database = await server.CreateDatabaseAsync();
        Assert.Equal(0, (await WorkerCommand.RunAsync(database, node.Url, "migrate")).ExitCode);
        await RunAsync(
            database,
            "insert into companies (uuid, total_funding) values ('one', 1); "
            + "alter table companies alter column total_funding type numeric using 1.5");
        var ended = await WorkerCommand.RunAsync(database, node.Url, "sync-companies");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("one: total_funding cannot be read", ended.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await WorkerCommand.RunAsync(database, node.Url, "sync-contacts")).ExitCode);
        Assert.Equal(1, (await WorkerCommand.RunAsync(database, node.Url, "verify-sync")).ExitCode);
    }

    [Theory]
    [InlineData("SQL_ASCII")]
    [InlineData("LATIN1")]
    public async Task Migrate_OfADatabaseThatIsNotUtf8_IsRejectedWithTheReason(string encoding)
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync());
        var database = $"{connection.Database}_encoded";
        await RunAsync(
            connection.ConnectionString,
            $"create database {database} encoding '{encoding}' lc_collate 'C' lc_ctype 'C' template template0");
        connection.Database = database;
        var ended = await WorkerCommand.RunAsync(connection.ConnectionString, Unreachable, "migrate");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains($"is {encoding} and must be UTF8", ended.Error, StringComparison.Ordinal);
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
