using Npgsql;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Seed;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

public sealed class SeedTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly ProgressMeter NoProgress = new((_, _) => { });

    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Add_AfterASeed_AddsRowsAndLeavesTheOthersUnchanged()
    {
        var seeding = new Seeding(_source, TimeProvider.System);
        await seeding.SeedAsync(100, keepGaps: true, NoProgress, Token);
        await ExecuteAsync("update contacts set deleted_at = now() where id = (select min(id) from contacts)");

        Assert.Equal(50, (await seeding.AddAsync(50, keepGaps: true, NoProgress, Token)).Contacts);
        Assert.Equal(25, (await seeding.AddAsync(25, keepGaps: true, NoProgress, Token)).Contacts);

        Assert.Equal(175L, await ExecuteAsync("select count(*) from contacts"));
        Assert.Equal(1L, await ExecuteAsync("select count(*) from contacts where deleted_at is not null"));
    }

    [Fact]
    public async Task Add_AfterASeed_ContinuesItsSequence()
    {
        var seeding = new Seeding(_source, TimeProvider.System);
        await seeding.SeedAsync(100, keepGaps: true, NoProgress, Token);
        await seeding.AddAsync(50, keepGaps: true, NoProgress, Token);

        await seeding.SeedAsync(150, keepGaps: true, NoProgress, Token);

        Assert.Equal(150L, await ExecuteAsync("select count(*) from contacts"));
    }

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
