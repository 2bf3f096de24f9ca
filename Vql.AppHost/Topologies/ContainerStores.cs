using Microsoft.Extensions.Configuration;
using Vql.AppHost.Resources;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;

namespace Vql.AppHost.Topologies;

/// <summary>
/// The stores as containers with volumes. A connection string in the configuration replaces a container.
/// </summary>
internal static class ContainerStores
{
    // A volume belongs to a major version: a newer server cannot open it. Images up to version 17 use a deeper data
    // folder.
    private const string PostgresTag = "18.3";
    private const string PostgresVolume = "vql-postgres-18";
    private const string SearchVolume = "vql-elasticsearch-8";

    public static Stores AddContainerStores(this IDistributedApplicationBuilder builder)
    {
        var (database, databaseServer) = builder.AddDatabase();
        var (search, searchServer) = builder.AddSearch();
        return new Stores(database, search, databaseServer, searchServer);
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Database, IResourceBuilder<IResource>? Server) AddDatabase(
        this IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString(Stores.DatabaseName) is { Length: > 0 })
        {
            return (builder.AddConnectionString(Stores.DatabaseName), null);
        }

        // Change capture uses logical replication.
        var server = builder.AddPostgres(ResourceNames.Postgres)
            .WithImageTag(PostgresTag)
            .WithDataVolume(PostgresVolume)
            .WithArgs("-c", "wal_level=logical")
            .InReport("tcp");
        var database = server.AddDatabase(Stores.DatabaseName);
        return (database, database);
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Search, IResourceBuilder<IResource>? Server) AddSearch(
        this IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString(Stores.SearchName) is { Length: > 0 })
        {
            return (builder.AddConnectionString(Stores.SearchName), null);
        }

        var search = builder.AddElasticsearch(Stores.SearchName)
            .WithDataVolume(SearchVolume)
            .InReport(ElasticsearchResource.PrimaryEndpointName);
        return (search, search);
    }
}
