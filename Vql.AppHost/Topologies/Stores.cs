namespace Vql.AppHost.Topologies;

/// <summary>The two stores, wherever they run.</summary>
/// <param name="Database">How to connect to PostgreSQL.</param>
/// <param name="Search">How to connect to Elasticsearch.</param>
/// <param name="DatabaseServer">What to wait for before using PostgreSQL; null when it runs elsewhere.</param>
/// <param name="SearchServer">What to wait for before using Elasticsearch; null when it runs elsewhere.</param>
internal sealed record Stores(
    IResourceBuilder<IResourceWithConnectionString> Database,
    IResourceBuilder<IResourceWithConnectionString> Search,
    IResourceBuilder<IResource>? DatabaseServer,
    IResourceBuilder<IResource>? SearchServer)
{
    public const string DatabaseName = "vqldb";
    public const string SearchName = "elasticsearch";
}

/// <summary>Gives the stores to who uses them.</summary>
internal static class StoresExtensions
{
    public static IResourceBuilder<T> UsesDatabase<T>(this IResourceBuilder<T> builder, Stores stores)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        builder.WithReference(stores.Database);
        return stores.DatabaseServer is { } server ? builder.WaitFor(server) : builder;
    }

    public static IResourceBuilder<T> UsesSearch<T>(this IResourceBuilder<T> builder, Stores stores)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        builder.WithReference(stores.Search);
        return stores.SearchServer is { } server ? builder.WaitFor(server) : builder;
    }
}
