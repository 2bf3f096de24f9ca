using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

[Collection(NodeServiceCollection.Name)]
public sealed class NodeRecordedFaultTests(NodeRecordedService service, PostgresServer server) : RecordedFaultTests(service, server);

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceRecordedFaultTests(ReferenceRecordedService service, PostgresServer server) : RecordedFaultTests(service, server), IClassFixture<ReferenceRecordedService>;

/// <summary>What is answered while a store is away, and that it comes back by itself.</summary>
public abstract class RecordedFaultTests(RecordedService service, PostgresServer server) : LoadedTests(() => service.Loaded)
{
    private static readonly Uri Nobody = new("http://127.0.0.1:9");

    [Fact]
    public async Task Service_StartedWithoutElasticsearch_AnswersErrorsAsJson()
    {
        await using var alone = await RunningService.StartAsync(await server.CreateDatabaseAsync(), Nobody);
        foreach (var recorded in RecordedFault.During("Elasticsearch absent when the service started"))
        {
            // The recorded error has no body; that is a defect.
            using var response = await alone.Client.SendAsync(recorded.Request);
            Assert.Equal(recorded.Status, (int)response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Service_StartedWithoutPostgres_Answers()
    {
        await using var alone = await RunningService.StartAsync("Host=127.0.0.1;Port=9;Username=a;Database=a", service.Engine.Client.BaseAddress!);
        await HoldAsync(alone.Client, "PostgreSQL goes away while it runs");
    }

    [Fact]
    public async Task Elasticsearch_AwayAndBack_FailsAndAnswersAgain()
    {
        await RecordedFault.HoldAsync(service.Client, RecordedFault.DuringNone(batches: false));
        await service.Line.CutAsync();
        try
        {
            await HoldAsync(service.Client, "Elasticsearch goes away while it runs");
        }
        finally
        {
            service.Line.Mend();
        }

        await HoldAsync(service.Client, "Elasticsearch came back");
    }

    [Fact]
    public async Task Postgres_AwayAndBack_FailsAndAnswersAgain()
    {
        await service.LetDatabaseAsync(answer: false);
        try
        {
            await HoldAsync(service.Client, "PostgreSQL goes away while it runs");
        }
        finally
        {
            await service.LetDatabaseAsync(answer: true);
        }

        await HoldAsync(service.Client, "PostgreSQL came back");
    }

    [Fact]
    public async Task Index_Missing_IsNamed()
    {
        await service.Engine.TurnAsync(null);
        try
        {
            await HoldAsync(service.Client, "the index does not exist");
        }
        finally
        {
            await service.Engine.TurnBackAsync(null);
        }
    }

    private static Task HoldAsync(HttpClient client, string fault) => RecordedFault.HoldAsync(client, RecordedFault.During(fault));
}
