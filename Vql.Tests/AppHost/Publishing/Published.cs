using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using YamlDotNet.Serialization;

namespace Vql.Tests.AppHost.Publishing;

/// <summary>The files that the AppHost publishes.</summary>
internal sealed class Published : IDisposable
{
    private Published(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The Compose file as JSON.</summary>
    public JsonNode Compose => ReadYaml(Text("compose.yaml"));

    /// <summary>Runs a pipeline step.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="settings">Configuration of the AppHost.</param>
    public static Task<Published> RunAsync(string step, params (string Name, string Value)[] settings)
    {
        var folder = CreateFolder();
        return RunAsync(folder, ["--operation", "publish", "--step", step, "--output-path", folder], settings);
    }

    /// <summary>Writes the manifest with the arguments that <c>azd</c> passes.</summary>
    public static Task<Published> RunManifestAsync()
    {
        var folder = CreateFolder();
        return RunAsync(folder, ["--publisher", "manifest", "--output-path", Path.Combine(folder, "aspire-manifest.json")], []);
    }

    public string Text(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>Returns the environment of a Compose service after the interpolation of variables.</summary>
    public Dictionary<string, string> EnvironmentOf(string service, IReadOnlyDictionary<string, string> variables) =>
        Compose["services"]![service]!["environment"]!.AsObject()
            .ToDictionary(pair => pair.Key, pair => Interpolation.Fill(pair.Value!.GetValue<string>(), variables));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string CreateFolder() => Directory.CreateTempSubdirectory("vql-publish-").FullName;

    private static async Task<Published> RunAsync(string folder, string[] arguments, (string Name, string Value)[] settings)
    {
        var token = TestContext.Current.CancellationToken;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Vql_AppHost>(
            arguments,
            (_, host) => (host.Configuration ??= new ConfigurationManager()).AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))),
            token);
        await using var app = await builder.BuildAsync(token);
        await app.RunAsync(token);
        return new Published(folder);
    }

    private static JsonNode ReadYaml(string text)
    {
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(text);
        return ToJson(document)!;
    }

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create($"{pair.Key}", ToJson(pair.Value)))),
        IList<object> list => new JsonArray([.. list.Select(ToJson)]),
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        _ => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
    };
}

/// <summary>The files that several test classes read, published once.</summary>
public sealed class PublishedFiles : IAsyncLifetime
{
    private Published? _files;

    internal Published Files => _files!;

    public async ValueTask InitializeAsync() => _files = await Published.RunAsync("publish");

    public ValueTask DisposeAsync()
    {
        _files?.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The tests that share the published files.</summary>
[CollectionDefinition(Name)]
public sealed class PublishedCollection : ICollectionFixture<PublishedFiles>
{
    public const string Name = "published files";
}
