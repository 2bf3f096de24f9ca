using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class ElasticsearchClientTests
{
    private const string Section = "Aspire:Elastic:Clients:Elasticsearch";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HealthCheck_OfANodeThatAnswers_IsHealthyUnderElasticsName()
    {
        await using var node = await ScriptedNode.StartAsync();
        using var host = Build(node.Url);
        var report = await CheckAsync(host);
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(["Elastic.Clients.Elasticsearch"], report.Entries.Keys);
        Assert.Equal(1, node.Requests);
    }

    [Fact]
    public async Task HealthCheck_OfASilentNode_EndsAtItsTimeout()
    {
        await using var node = await ScriptedNode.StartAsync();
        _ = node.Hang();
        using var host = Build(node.Url, ($"{Section}:HealthCheckTimeout", "50"));
        var entry = (await CheckAsync(host)).Entries.Values.Single();
        Assert.Equal((HealthStatus.Unhealthy, "no response within 50 ms"), (entry.Status, entry.Description));
    }

    [Fact]
    public async Task HealthCheck_OfARedCluster_IsUnhealthy()
    {
        await using var node = await ScriptedNode.StartAsync();
        node.Answer = context => context.Response.Body.WriteAsync("""{"status":"red"}"""u8.ToArray(), Token).AsTask();
        using var host = Build(node.Url);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);
    }

    [Theory]
    [InlineData($"{Section}:DisableHealthChecks")]
    [InlineData($"{Section}:elasticsearch:DisableHealthChecks")]
    public async Task HealthCheck_ThatIsDisabled_IsNotRegistered(string key)
    {
        using var host = Build(new Uri("http://localhost:9200"), (key, "true"));
        Assert.Empty((await CheckAsync(host)).Entries);
    }

    [Fact]
    public void Settings_AreRegistered_WithTheConnectionsOwnSectionFirst()
    {
        using var host = Build(
            new Uri("http://localhost:9200"), ($"{Section}:DisableTracing", "false"), ($"{Section}:elasticsearch:DisableTracing", "true"),
            ($"{Section}:HealthCheckTimeout", "300"));
        var settings = host.Services.GetRequiredService<ElasticClientsElasticsearchSettings>();
        Assert.True(settings.DisableTracing);
        Assert.Equal(300, settings.HealthCheckTimeout);
    }

    [Fact]
    public async Task ConfigureSettings_ThatSetsTheEndpoint_Wins()
    {
        await using var node = await ScriptedNode.StartAsync();
        var endpoint = new UriBuilder(node.Url) { UserName = "ann", Password = "secret" }.Uri;
        using var host = Build(new Uri("http://localhost:1"), settings => settings.Endpoint = endpoint);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:secret"))}", node.Authorization);
    }

    [Fact]
    public void ConfigureSettings_WithAnInvalidTimeout_IsAFault()
    {
        var exception = Assert.Throws<OptionsValidationException>(
            () => Build(new Uri("http://localhost:9200"), settings => settings.HealthCheckTimeout = 0));
        Assert.Contains("HealthCheckTimeout", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiKey_OfTheSettings_IsSent()
    {
        await using var node = await ScriptedNode.StartAsync();
        using var host = Build(node.Url, ($"{Section}:ApiKey", "a2V5OnNlY3JldA=="));
        await CheckAsync(host);
        Assert.Equal("ApiKey a2V5OnNlY3JldA==", node.Authorization);
    }

    private static Task<HealthReport> CheckAsync(IHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

    private static IHost Build(Uri node, params (string Key, string Value)[] settings) => Build(node, null, settings);

    private static IHost Build(
        Uri node, Action<ElasticClientsElasticsearchSettings>? configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("ConnectionStrings:elasticsearch", node.ToString()))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)));
        builder.AddElasticsearchClient("elasticsearch", configure);
        builder.Services.AddLogging();
        builder.Services.AddHealthChecks();
        return builder.Build();
    }
}
