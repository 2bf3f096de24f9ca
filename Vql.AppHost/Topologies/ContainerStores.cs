using Microsoft.Extensions.Configuration;
using Vql.AppHost.Resources;

namespace Vql.AppHost.Topologies;

/// <summary>The stores in containers, each with a volume; a connection string in configuration replaces one.</summary>
internal static class ContainerStores
{
    public static Stores AddContainerStores(this IDistributedApplicationBuilder builder)
    {
        IResourceBuilder<IResourceWithConnectionString>? database = null;
        IResourceBuilder<IResource>? databaseServer = null;
        if (builder.Configuration.GetConnectionString(Stores.DatabaseName) is { Length: > 0 })
        {
            database = builder.AddConnectionString(Stores.DatabaseName);
        }
        else
        {
            // Change capture reads the write-ahead log as logical changes.
            var server = builder.AddPostgres("postgres").WithDataVolume("vql-postgres").WithArgs("-c", "wal_level=logical");
            databaseServer = server;
            database = server.AddDatabase(Stores.DatabaseName);
        }

        if (builder.Configuration.GetConnectionString(Stores.SearchName) is { Length: > 0 })
        {
            return new Stores(database, builder.AddConnectionString(Stores.SearchName), databaseServer, null);
        }

        var search = builder.AddElasticsearch(Stores.SearchName).WithDataVolume("vql-elasticsearch");
        return new Stores(database, search, databaseServer, search);
    }
}
