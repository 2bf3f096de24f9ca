namespace Vql.AppHost.Resources;

/// <summary>
/// An Elasticsearch container with one node. Replaces the resource of the package
/// <c>Aspire.Hosting.Elasticsearch</c>, with the same name, endpoints, and connection string.
/// </summary>
/// <param name="name">The name of the resource.</param>
/// <param name="password">The password of the user <c>elastic</c>.</param>
internal sealed class ElasticsearchResource(string name, ParameterResource password)
    : ContainerResource(name), IResourceWithConnectionString
{
    /// <summary>The name of the built-in superuser.</summary>
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
