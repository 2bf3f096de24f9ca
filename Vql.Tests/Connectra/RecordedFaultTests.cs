using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

[Collection(NodeServiceCollection.Name)]
public sealed class NodeRecordedFaultTests(NodeRecordedService service, PostgresServer server) : RecordedFaultTests(service, server);

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceRecordedFaultTests(ReferenceRecordedService service, PostgresServer server)
    : RecordedFaultTests(service, server), IClassFixture<ReferenceRecordedService>;

/// <summary>Tests of the responses while a store is unavailable, and of the recovery.</summary>
public abstract class RecordedFaultTests(RecordedService service, PostgresServer server) : LoadedTests(() => service.Loaded)
{
    private static readonly Uri Unreachable = new("http://127.0.0.1:9");

    [Fact]
    public async Task Service_StartedWithoutElasticsearch_AnswersErrorsAsJson()
    {
        await using var alone = await RunningService.StartAsync(await server.CreateDatabaseAsync(), Unreachable);
        foreach (var recorded in RecordedFault.During("Elasticsearch absent when the service started"))
        {
            // The recorded error has no body, which is a defect of the Go service.
            using var response = await alone.Client.SendAsync(recorded.Request);
            Assert.Equal(recorded.Status, (int)response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Service_StartedWithoutPostgres_ReturnsErrors()
    {
        await using var alone = await RunningService.StartAsync(
            "Host=127.0.0.1;Port=9;Username=a;Database=a", service.Engine.Client.BaseAddress!);
        await AssertAsync(alone.Client, "PostgreSQL goes away while it runs");
    }

    [Fact]
    public async Task Elasticsearch_UnavailableForAWhile_FailsAndRecovers()
    {
        await RecordedFault.AssertAsync(service.Client, RecordedFault.DuringNone(batches: false));
        await service.Proxy.InterruptAsync();
        try
        {
            await AssertAsync(service.Client, "Elasticsearch goes away while it runs");
        }
        finally
        {
            service.Proxy.Restore();
        }

        await AssertAsync(service.Client, "Elasticsearch came back");
    }

    [Fact]
    public async Task Postgres_UnavailableForAWhile_FailsAndRecovers()
    {
        await service.SetDatabaseAvailableAsync(available: false);
        try
        {
            await AssertAsync(service.Client, "PostgreSQL goes away while it runs");
        }
        finally
        {
            await service.SetDatabaseAvailableAsync(available: true);
        }

        await AssertAsync(service.Client, "PostgreSQL came back");
    }

    [Fact]
    public async Task Index_Missing_IsNamed()
    {
        await service.Engine.SwitchAliasesAsync(null);
        try
        {
            await AssertAsync(service.Client, "the index does not exist");
        }
        finally
        {
            await service.Engine.RestoreAliasesAsync(null);
        }
    }

    private static Task AssertAsync(HttpClient client, string fault) => RecordedFault.AssertAsync(client, RecordedFault.During(fault));
}
