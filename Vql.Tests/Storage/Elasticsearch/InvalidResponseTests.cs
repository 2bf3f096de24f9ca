using Microsoft.AspNetCore.Http;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Elasticsearch;

/// <summary>Tests of responses with status 200 and a body of another structure.</summary>
public sealed class InvalidResponseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("gateway")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"_all":{}}""")]
    [InlineData("""{"_all":{"primaries":{}}}""")]
    [InlineData("""{"_all":{"primaries":{"docs":{"count":1e400,"deleted":0}}}}""")]
    [InlineData("""{"contacts_index":{"settings":{"index":{"number_of_shards":"many"}}}}""")]
    [InlineData("""{"contacts_index":{"settings":{"index":{"number_of_shards":"99999999999"}}}}""")]
    [InlineData("""{"contacts_index":{"shards":[{}]}}""")]
    public async Task Administration_OfResponseWithAnotherStructure_FailsWithTheReason(string body)
    {
        await using var node = await ScriptedNode.StartAsync();
        node.Answer = context => context.Response.WriteAsync(body, context.RequestAborted);
        using var transport = new HttpTransport(new ElasticsearchOptions { Nodes = [node.Url] });
        var indices = new IndexAdmin(transport, TimeProvider.System);
        var inspector = new IndexInspector(transport, TimeProvider.System);

        await AssertFailsAsync(inspector.ReadStatisticsAsync("contacts_index", Token));
        await AssertFailsAsync(indices.ReadSettingsAsync("contacts_index", Token));
        await AssertFailsAsync(indices.CheckMappingAsync(FieldCatalogue.Contacts, "contacts_index", Token));
    }

    private static async Task AssertFailsAsync(Task task)
    {
        var exception = await Assert.ThrowsAsync<ElasticsearchException>(() => task);
        Assert.Contains("the response is invalid", exception.Message, StringComparison.Ordinal);
    }
}
