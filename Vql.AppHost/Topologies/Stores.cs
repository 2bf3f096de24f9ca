using Vql.AppHost.Stack;

namespace Vql.AppHost.Topologies;

/// <summary>The two stores, wherever they run.</summary>
/// <param name="Database">The connection to PostgreSQL.</param>
/// <param name="Search">The connection to Elasticsearch.</param>
/// <param name="DatabaseServer">The server to wait for; null when it is not part of the stack.</param>
/// <param name="SearchServer">The search engine to wait for; null when it is not part of the stack.</param>
internal sealed record Stores(
    IResourceBuilder<IResourceWithConnectionString> Database,
    IResourceBuilder<IResourceWithConnectionString> Search,
    IResourceBuilder<IResource>? DatabaseServer,
    IResourceBuilder<IResource>? SearchServer)
{
    /// <summary>The name of PostgreSQL's connection string.</summary>
    public const string DatabaseName = "vqldb";

    /// <summary>The name of Elasticsearch's connection string.</summary>
    public const string SearchName = "elasticsearch";
}

/// <summary>Adds the stores, and connects hosts to them.</summary>
internal static class StoresExtensions
{
    /// <summary>Adds the stores of a topology.</summary>
    public static Stores AddStores(this IDistributedApplicationBuilder builder, StackOptions options) =>
        options.Topology == Topology.Containers ? builder.AddContainerStores() : builder.AddEmbeddedStores(options);

    /// <summary>Passes PostgreSQL's connection string, and waits for the server where it is part of the stack.</summary>
    public static IResourceBuilder<T> WithDatabase<T>(this IResourceBuilder<T> builder, Stores stores)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        builder.WithReference(stores.Database, Stores.DatabaseName);
        return stores.DatabaseServer is { } server ? builder.WaitFor(server) : builder;
    }

    /// <summary>Passes Elasticsearch's connection string, and waits for the engine where it is part of the stack.</summary>
    public static IResourceBuilder<T> WithSearch<T>(this IResourceBuilder<T> builder, Stores stores)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        builder.WithReference(stores.Search, Stores.SearchName);
        return stores.SearchServer is { } server ? builder.WaitFor(server) : builder;
    }
}
