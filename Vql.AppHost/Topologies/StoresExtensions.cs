using Vql.AppHost.Stack;

namespace Vql.AppHost.Topologies;

/// <summary>Adds the stores to the application model and connects hosts to them.</summary>
internal static class StoresExtensions
{
    /// <summary>Adds the stores of a topology.</summary>
    public static Stores AddStores(this IDistributedApplicationBuilder builder, StackOptions options) =>
        options.Topology == Topology.Containers ? builder.AddContainerStores() : builder.AddEmbeddedStores(options);

    /// <summary>Adds the PostgreSQL connection string, and waits for the server if it is part of the stack.</summary>
    public static IResourceBuilder<T> WithDatabase<T>(this IResourceBuilder<T> builder, Stores stores)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        builder.WithReference(stores.Database, Stores.DatabaseName);
        return stores.DatabaseServer is { } server ? builder.WaitFor(server) : builder;
    }

    /// <summary>
    /// Adds the Elasticsearch connection string, and waits for the server if it is part of the stack.
    /// </summary>
    public static IResourceBuilder<T> WithSearch<T>(this IResourceBuilder<T> builder, Stores stores)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        builder.WithReference(stores.Search, Stores.SearchName);
        return stores.SearchServer is { } server ? builder.WaitFor(server) : builder;
    }
}
