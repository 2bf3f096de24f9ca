namespace Vql.AppHost.Stack;

/// <summary>The two stores, independent of the topology.</summary>
/// <param name="Database">The connection to PostgreSQL.</param>
/// <param name="Search">The connection to Elasticsearch.</param>
/// <param name="DatabaseServer">The database server to wait for. Null if it is not part of the stack.</param>
/// <param name="SearchServer">The search server to wait for. Null if it is not part of the stack.</param>
internal sealed record Stores(
    IResourceBuilder<IResourceWithConnectionString> Database,
    IResourceBuilder<IResourceWithConnectionString> Search,
    IResourceBuilder<IResource>? DatabaseServer,
    IResourceBuilder<IResource>? SearchServer)
{
    /// <summary>The name of the PostgreSQL connection string.</summary>
    public const string DatabaseName = "vqldb";

    /// <summary>The name of the Elasticsearch connection string.</summary>
    public const string SearchName = "elasticsearch";
}
