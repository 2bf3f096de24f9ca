namespace Vql.AppHost.Resources;

/// <summary>The embedded search node, a local process with the REST API of Elasticsearch.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="password">The password of the user <c>elastic</c>.</param>
/// <param name="folder">The data folder of the node.</param>
internal sealed class SearchNodeResource(string name, ParameterResource password, string folder)
    : ExecutableResource(name, "dotnet", ProgramPath.FolderOf(ProgramPath.SearchNode)), IResourceWithConnectionString
{
    /// <summary>The name of the endpoint for REST requests.</summary>
    public const string EndpointName = "http";

    private EndpointReference? _endpoint;

    /// <summary>The data folder of the node.</summary>
    public string Folder { get; } = folder;

    /// <summary>The password of the user <c>elastic</c>.</summary>
    public ParameterResource Password { get; } = password;

    /// <summary>The endpoint for REST requests.</summary>
    public EndpointReference Endpoint => _endpoint ??= new(this, EndpointName);

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"http://{ElasticsearchResource.UserName}:{Password}@localhost:{Endpoint.Property(EndpointProperty.Port)}");
}
