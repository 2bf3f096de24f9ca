using System.Text.Json.Nodes;

namespace Vql.Tests.AppHost.Publishing;

/// <summary>Tests of the manifest that <c>azd</c> deploys.</summary>
public sealed class ManifestTests
{
    [Fact]
    public async Task Manifest_AsAzdAsksForIt_HasTheContainersTopologyOnly()
    {
        using var files = await Published.RunManifestAsync();

        var resources = JsonNode.Parse(files.Text("aspire-manifest.json"))!["resources"]!.AsObject();
        Assert.Equal(
            [
                "api project.v0", "connectra container.v1", "elasticsearch container.v0", "ops project.v0", "postgres container.v0",
                "sync-worker project.v0",
            ],
            resources.Where(pair => TypeOf(pair) is not ("parameter.v0" or "value.v0" or "annotated.string"))
                .Select(pair => $"{pair.Key} {TypeOf(pair)}").Order(StringComparer.Ordinal));
        Assert.Equal("{vqldb.connectionString}", resources["api"]!["env"]!["ConnectionStrings__vqldb"]!.GetValue<string>());
        Assert.All(
            resources.Where(pair => TypeOf(pair) == "parameter.v0"),
            pair => Assert.True(pair.Value!["inputs"]!["value"]!["secret"]!.GetValue<bool>()));
    }

    private static string TypeOf(KeyValuePair<string, JsonNode?> resource) => resource.Value!["type"]!.GetValue<string>();
}
