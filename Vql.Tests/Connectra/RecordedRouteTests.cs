using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

[Collection(NodeServiceCollection.Name)]
public sealed class NodeRecordedRouteTests(NodeRecordedService service) : RecordedRouteTests(service);

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceRecordedRouteTests(ReferenceRecordedService service)
    : RecordedRouteTests(service), IClassFixture<ReferenceRecordedService>;

/// <summary>Tests of the recorded exchanges other than searches.</summary>
public abstract class RecordedRouteTests(RecordedService service) : LoadedTests(() => service.Loaded)
{
    // Excluded: health checks require no key here, because the probes of an orchestrator have none.
    private const string KeylessHealth = "health without a key";

    // Excluded: it was recorded after the CSV rows had been sent.
    private const string AfterTheRows = "filter data after the rows";

    private static readonly JsonNode[] Recorded =
        [.. File.ReadLines(RecordedFile.Path("routes.jsonl")).Select(line => JsonNode.Parse(line)!)];

    public static TheoryData<string> Names { get; } =
        [.. Recorded.Select(recorded => recorded["name"]!.GetValue<string>()).Where(name => name is not (KeylessHealth or AfterTheRows))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RecordedRequest_ToTheService_GivesTheRecordedAnswer(string name)
    {
        var recorded = Recorded.Single(exchange => exchange["name"]!.GetValue<string>() == name);
        using var keyless = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false })
        { BaseAddress = service.Client.BaseAddress };
        using var response = await keyless.SendAsync(recorded["request"]!);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(recorded["status"]!.GetValue<int>(), (int)response.StatusCode);
        foreach (var (header, value) in recorded["headers"]!.AsObject())
        {
            var values = response.Headers.TryGetValues(header, out var found) ? found : response.Content.Headers.GetValues(header);
            Assert.Equal(value!.GetValue<string>(), values.Single());
        }

        var answer = recorded["answer"]!;
        if (answer["raw"] is { } raw)
        {
            Assert.Equal(raw.GetValue<string>(), body);
        }
        else if (answer["error"] is not null)
        {
            RecordedExchange.AssertSameError(answer, body);
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(answer, JsonNode.Parse(body)), body);
        }
    }

    [Fact]
    public async Task Probe_WithoutTheKey_IsAnswered()
    {
        var token = TestContext.Current.CancellationToken;
        using var keyless = new HttpClient { BaseAddress = service.Client.BaseAddress };
        Assert.Equal("Healthy", await keyless.GetStringAsync("/alive", token));
        Assert.Equal("Healthy", await keyless.GetStringAsync("/ready", token));
    }
}
