using Vql.EmbeddedPostgres;

namespace Vql.AppHost.Resources;

/// <summary>A private PostgreSQL server that runs as a local process.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="password">The password of the user <c>postgres</c>.</param>
/// <param name="folder">The data folder of the server.</param>
internal sealed class EmbeddedPostgresResource(string name, ParameterResource password, string folder)
    : ExecutableResource(name, "dotnet", ProgramPath.FolderOf(ProgramPath.EmbeddedPostgres)), IResourceWithConnectionString
{
    /// <summary>The name of the endpoint.</summary>
    public const string EndpointName = "tcp";

    private EndpointReference? _endpoint;

    /// <summary>The data folder of the server.</summary>
    public string Folder { get; } = folder;

    /// <summary>The password of the user <c>postgres</c>.</summary>
    public ParameterResource Password { get; } = password;

    /// <summary>The endpoint of the server.</summary>
    public EndpointReference Endpoint => _endpoint ??= new(this, EndpointName);

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host=127.0.0.1;Port={Endpoint.Property(EndpointProperty.Port)};Username={PostgresInstance.UserName};Password={Password}");
}

/// <summary>A database of the embedded server. The server process creates it.</summary>
/// <param name="name">The name of the resource and of the database.</param>
/// <param name="parent">The server.</param>
internal sealed class EmbeddedPostgresDatabaseResource(string name, EmbeddedPostgresResource parent)
    : Resource(name), IResourceWithParent<EmbeddedPostgresResource>, IResourceWithConnectionString
{
    /// <inheritdoc/>
    public EmbeddedPostgresResource Parent { get; } = parent;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Parent};Database={Name}");
}
