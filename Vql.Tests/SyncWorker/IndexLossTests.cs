using System.Net.Http.Headers;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of indexes that are deleted or replaced while the stream is running.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class IndexLossTests(PostgresServer server, SyncElasticsearch reference) : IClassFixture<SyncElasticsearch>, IAsyncLifetime
{
    private const string Index = "contacts_index";

    private readonly SearchNodeFixture _node = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Index_ThatIsDeletedDuringStreaming_IsLogged_AndNothingIsLost(bool isReference, bool isIdle)
    {
        await using var rig = await StartAsync(isReference);
        var worker = await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        await DeleteAsync(rig);
        if (!isIdle)
        {
            await rig.RunAsync("update contacts set title = 'Meanwhile' where id % 2 = 0; delete from contacts where id % 9 = 0");
        }

        await WaitUntilLoggedAsync(worker, $"index {Index} was deleted");
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
        Assert.DoesNotContain("is not reserved", worker.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Index_OfAnotherVersion_IsRebuiltByTheWorker(bool isReference)
    {
        await using var rig = await StartAsync(isReference);
        await PutAsync(rig, """{"mappings":{"dynamic":false,"properties":{"uuid":{"type":"keyword"}}}}"""u8.ToArray());
        var worker = await rig.StartWorkerAsync();
        await WaitUntilLoggedAsync(worker, $"The index {Index} belongs to another version");
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Index_ThatIsRebuilt_IsNotSearchedBeforeItIsComplete(bool isReference, bool isIdle)
    {
        await using var rig = await StartAsync(isReference);
        var worker = await rig.StartWorkerAsync();
        await using var stack = await SearchStack.StartAsync(rig);
        await rig.WaitUntilFoundAsync();
        await StreamRig.WaitUntilAsync(async () => await SourceAsync() == "vql", () => "the search is not used");
        await DeleteAsync(rig);
        if (!isIdle)
        {
            await rig.RunAsync("update contacts set title = 'Meanwhile' where id % 2 = 0");
        }

        var sources = new HashSet<string>();
        await StreamRig.WaitUntilAsync(
            async () =>
            {
                var source = await SourceAsync();
                sources.Add(source);
                return source == "vql" && sources.Contains("index_behind");
            },
            () => $"the only sources were {string.Join(", ", sources)}; worker output: {worker.Output}");
        await rig.AssertEqualAsync();

        // Every response must contain all rows, regardless of its source.
        async Task<string> SourceAsync()
        {
            using var counted = await stack.Api.Client.GetAsync(new Uri("/api/v1/contacts/count/", UriKind.Relative), Token);
            Assert.Equal($"{{\"count\":{StreamRig.Contacts}}}", await counted.Content.ReadAsStringAsync(Token));
            return counted.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single() : "vql";
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Index_ThatIsReplaced_IsComparedCompletely(bool isReference)
    {
        await using var rig = await StartAsync(isReference);
        var worker = await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        await ReplaceAsync(rig, IndexDefinition.ToJson(FieldCatalogue.Contacts));
        await WaitUntilLoggedAsync(worker, $"The index {Index} was replaced");
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Index_ThatIsReplacedWhileNoWorkerIsRunning_IsComparedCompletely(bool isReference)
    {
        await using var rig = await StartAsync(isReference);
        await using (await rig.StartWorkerAsync())
        {
            await rig.WaitUntilFoundAsync();
        }

        await DeleteAsync(rig);
        await PutAsync(rig, IndexDefinition.ToJson(FieldCatalogue.Contacts));
        var worker = await rig.StartWorkerAsync();
        Assert.Contains($"The index {Index} was replaced while no worker was running", worker.Output, StringComparison.Ordinal);
        await rig.WaitUntilFoundAsync();
        Assert.Equal(StreamRig.Contacts + StreamRig.Companies, await rig.AssertEqualAsync());
    }

    [Fact]
    public async Task Index_ThatIsReplacedByOneWithTheNameOfAReindex_IsComparedCompletely()
    {
        await using var rig = await StartAsync(isReference: false);
        await using (await rig.StartWorkerAsync())
        {
            await rig.WaitUntilFoundAsync();
            var reindex = await rig.CommandAsync("reindex", "start", "contacts");
            Assert.Equal(0, reindex.ExitCode);
            await rig.WaitUntilFoundAsync();
        }

        var target = await rig.ReadAsync<string>("select target from reindexes");
        await DeleteAsync(rig, target);
        await PutAsync(rig, IndexDefinition.ToJson(FieldCatalogue.Contacts), target);
        using var alias = await rig.Engine.PutAsync(new Uri($"{target}/_alias/{Index}", UriKind.Relative), content: null, Token);
        alias.EnsureSuccessStatusCode();
        var worker = await rig.StartWorkerAsync();
        Assert.Contains($"The index {Index} was replaced while no worker was running", worker.Output, StringComparison.Ordinal);
        await rig.WaitUntilFoundAsync();
        Assert.Equal(StreamRig.Contacts + StreamRig.Companies, await rig.AssertEqualAsync());
    }

    [Fact]
    public async Task Index_ThatACommandCreatesWhileNoWorkerIsRunning_IsNotSearchedBeforeItIsCompared()
    {
        await using var rig = await StartAsync(isReference: false);
        await using (await rig.StartWorkerAsync())
        {
            await rig.WaitUntilFoundAsync();
        }

        await DeleteAsync(rig);
        var command = await rig.CommandAsync("sync-contacts", "--limit", "10");
        Assert.Equal(0, command.ExitCode);
        Assert.True(await rig.ReadAsync<bool>("select indexed_lsn is null from sync_state"));
        await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        Assert.Equal(StreamRig.Contacts + StreamRig.Companies, await rig.AssertEqualAsync());
    }

    [Fact]
    public async Task Index_ThatIsUnchangedWhileNoWorkerIsRunning_IsNotCompared()
    {
        await using var rig = await StartAsync(isReference: false);
        await using (await rig.StartWorkerAsync())
        {
            await rig.WaitUntilFoundAsync();
        }

        var worker = await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        Assert.DoesNotContain("synced", worker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("replaced", worker.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Index_ThatIsReplacedWithAnotherMapping_IsRebuiltByTheWorker(bool isReference)
    {
        await using var rig = await StartAsync(isReference);
        var worker = await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        await ReplaceAsync(rig, """{"mappings":{"properties":{"uuid":{"type":"keyword"},"title":{"type":"keyword"}}}}"""u8.ToArray());
        await rig.RunAsync("update contacts set title = 'Meanwhile' where id % 2 = 0; delete from contacts where id % 9 = 0");
        await WaitUntilLoggedAsync(worker, $"The index {Index} belongs to another version");
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
    }

    private static Task WaitUntilLoggedAsync(RunningWorker worker, string text) => StreamRig.WaitUntilAsync(
        () => Task.FromResult(worker.Output.Contains(text, StringComparison.Ordinal)),
        () => $"the worker did not log \"{text}\": {worker.Output}");

    // The worker must not see the moment without an index, in which it would create one.
    private static async Task ReplaceAsync(StreamRig rig, ReadOnlyMemory<byte> definition)
    {
        await rig.EngineProxy.InterruptAsync();
        await DeleteAsync(rig);
        await PutAsync(rig, definition);
        rig.EngineProxy.Restore();
    }

    private static async Task DeleteAsync(StreamRig rig, string index = Index)
    {
        using var deleted = await rig.Engine.DeleteAsync(new Uri(index, UriKind.Relative), Token);
        deleted.EnsureSuccessStatusCode();
    }

    private static async Task PutAsync(StreamRig rig, ReadOnlyMemory<byte> definition, string index = Index)
    {
        using var body = new ReadOnlyMemoryContent(definition);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var created = await rig.Engine.PutAsync(new Uri(index, UriKind.Relative), body, Token);
        created.EnsureSuccessStatusCode();
    }

    private async Task<StreamRig> StartAsync(bool isReference)
    {
        var rig = await StreamRig.CreateAsync(server, isReference ? await reference.StartAsync() : _node.Url);
        await EntityIndices.ClearAsync(rig.Engine, Token);
        return rig;
    }
}
