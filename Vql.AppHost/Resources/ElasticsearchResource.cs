namespace Vql.AppHost.Resources;

/// <summary>
/// An Elasticsearch container with one node. Stands in for the resource of Elastic's package <c>Aspire.Hosting.Elasticsearch</c>
/// with the same name, endpoints and connection string.
/// </summary>
/// <param name="name">The resource's name.</param>
/// <param name="password">The password of the user <c>elastic</c>.</param>
internal sealed class ElasticsearchResource(string name, ParameterResource password)
    : ContainerResource(name), IResourceWithConnectionString
{
    /// <summary>The user that Elasticsearch creates.</summary>
    public const string UserName = "elastic";

    /// <summary>The name of the endpoint for REST requests.</summary>
    public const string PrimaryEndpointName = "http";

    private EndpointReference? _primaryEndpoint;

    /// <summary>The endpoint for REST requests.</summary>
    public EndpointReference PrimaryEndpoint => _primaryEndpoint ??= new(this, PrimaryEndpointName);

    /// <summary>The password of the user <c>elastic</c>.</summary>
    public ParameterResource PasswordParameter { get; } = password;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"http://{UserName}:{PasswordParameter}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
}
