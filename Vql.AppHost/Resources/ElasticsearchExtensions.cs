namespace Vql.AppHost.Resources;

/// <summary>Adds Elasticsearch to the application model.</summary>
internal static class ElasticsearchExtensions
{
    private const string Image = "library/elasticsearch";
    private const string Tag = "8.19.16";
    private const int Port = 9200;

    /// <summary>Adds an Elasticsearch container.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="password">
    /// The password of the user <c>elastic</c>. Default: generated and stored in the user secrets.
    /// </param>
    /// <param name="port">The port on the host. Default: a free port.</param>
    public static IResourceBuilder<ElasticsearchResource> AddElasticsearch(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        var secret = password?.Resource
            ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var elasticsearch = new ElasticsearchResource(name, secret);
        return builder.AddResource(elasticsearch)
            .WithImage(Image, Tag)
            .WithImageRegistry("docker.io")
            .WithHttpEndpoint(port: port, targetPort: Port, name: ElasticsearchResource.PrimaryEndpointName)
            .WithEnvironment("discovery.type", "single-node")
            .WithEnvironment("xpack.security.enabled", "true")
            .WithEnvironment("xpack.security.http.ssl.enabled", "false")
            .WithEnvironment("ES_JAVA_OPTS", "-Xms1g -Xmx1g")
            .WithEnvironment("ELASTIC_PASSWORD", elasticsearch.PasswordParameter)
            // Without credentials, Elasticsearch returns 401 once it accepts requests.
            .WithHttpHealthCheck("/", statusCode: 401)
            .WithIconName("SearchSquare");
    }

    /// <summary>Stores the data of the node in a volume.</summary>
    public static IResourceBuilder<ElasticsearchResource> WithDataVolume(
        this IResourceBuilder<ElasticsearchResource> builder, string? name = null) =>
        builder.WithVolume(name ?? VolumeNameGenerator.Generate(builder, "data"), "/usr/share/elasticsearch/data");
}
