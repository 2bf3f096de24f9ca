using Vql.Api.Engine.Outcomes;
using Vql.Core.Fields;
using Vql.ServiceDefaults.Telemetry;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Verify;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Telemetry;

/// <summary>Tests of the telemetry catalogue, its reference page, and its copies of closed sets.</summary>
public sealed class TelemetryReferenceTests
{
    private const string Write = "VQL_WRITE_DOCS";

    [Fact]
    public async Task Page_OfTelemetry_IsGeneratedFromTheCatalogue()
    {
        var file = Path.Combine(Repository.Root, "docs", "telemetry.md");
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            await File.WriteAllTextAsync(file, TelemetryReference.Markdown, TestContext.Current.CancellationToken);
        }

        var page = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        Assert.True(
            page.ReplaceLineEndings("\n") == TelemetryReference.Markdown,
            "docs/telemetry.md is out of date. Regenerate it: "
            + $"{Write}=1 dotnet run --project Vql.Tests -- -class \"*{nameof(TelemetryReferenceTests)}\"");
    }

    [Fact]
    public void Catalogue_ClosedSets_AreThoseOfTheCode()
    {
        Assert.Equal(FallbackReasons.All.Select(reason => reason.ToName()), TelemetryCatalogue.FallbackReason.Values);
        Assert.Equal(TelemetryValues.All<Entity>(), TelemetryCatalogue.Entity.Values);
        Assert.Equal(TelemetryValues.All<BulkResult>(), TelemetryCatalogue.DocumentResult.Values);
        Assert.Equal(TelemetryValues.All<DifferenceKind>(), TelemetryCatalogue.DifferenceKind.Values);
        Assert.Equal([.. TelemetryValues.All<ElasticsearchFailureKind>(), "canceled"], TelemetryCatalogue.ErrorType.Values);
    }

    [Fact]
    public void Catalogue_Names_AreUniqueWithinTheirMeter() =>
        Assert.Distinct(TelemetryCatalogue.Instruments.Select(instrument => (instrument.Meter, instrument.Name)));

    [Theory]
    [InlineData("POST", "/contacts_index/_search?timeout=1ms", "search", "contacts_index")]
    [InlineData("POST", "/_search", "search", null)]
    [InlineData("POST", "/contacts_index/_count", "count", "contacts_index")]
    [InlineData("POST", "/_bulk?refresh=true", "bulk", null)]
    [InlineData("DELETE", "/_pit", "close_point_in_time", null)]
    [InlineData("POST", "/contacts_index/_pit?keep_alive=1m", "open_point_in_time", "contacts_index")]
    [InlineData("PUT", "/contacts_index", "indices.create", "contacts_index")]
    [InlineData("HEAD", "/contacts_index", "indices.exists", "contacts_index")]
    [InlineData("GET", "/_cluster/health", "cluster.health", null)]
    [InlineData("GET", "/contacts_index/_stats/docs,store", "indices.stats", "contacts_index")]
    [InlineData("GET", "/contacts_index/_unknown", "other", "contacts_index")]
    public void EndpointName_OfARequest_IsInTheCatalogue(string method, string path, string operation, string? index)
    {
        Assert.Equal((operation, index), EndpointName.Of(new TransportRequest(new HttpMethod(method), path)));
        Assert.Contains(operation, TelemetryCatalogue.DatabaseOperation.Values);
    }

    [Theory]
    [InlineData("?title=Jane&limit=5", "title=*&limit=*")]
    [InlineData("?jane@example.com", "*=*")]
    [InlineData("?jane%20doe=1&email=", "*=*&email=*")]
    [InlineData("?title.match=exact", "title.match=*")]
    [InlineData("?", "*=*")]
    public void QueryString_Shape_HasNoValues(string query, string shape) => Assert.Equal(shape, QueryStringShape.Of(query));
}
