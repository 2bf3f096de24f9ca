using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of retries of dead letters that an operator requested.</summary>
public sealed class DeadLetterRetryTests(PostgresServer server) : IAsyncLifetime
{
    private readonly SearchNodeFixture _node = new();

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Retry_ThatWasRequested_IndexesTheRow_AndKeepsOtherLetters()
    {
        await using var rig = await StreamRig.CreateAsync(server, _node.Url);
        await rig.RunAsync(
            """
            insert into dead_letters (entity, uuid, version, error_type, error_reason)
            select 'contact', uuid, 1, 'mapper_parsing_exception', 'failed to parse' from contacts order by id limit 2
            """);
        await rig.StartWorkerAsync();
        await rig.RunAsync(
            """
            insert into dead_letters (entity, uuid, version) values ('contact', 'waits', 1);
            update dead_letters set retry_requested_at = now() where uuid <> 'waits'
            """);
        await StreamRig.WaitUntilAsync(
            async () => await rig.ReadAsync<long>("select count(*) from dead_letters where retry_requested_at is not null") == 0,
            () => "The requested retries were not served.");
        Assert.Equal("waits", await rig.ReadAsync<string>("select string_agg(uuid, ',') from dead_letters"));
    }
}
