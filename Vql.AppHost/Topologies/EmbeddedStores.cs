using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vql.AppHost.Commands;
using Vql.AppHost.Resources;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;

namespace Vql.AppHost.Topologies;

/// <summary>
/// The stores as local processes: PostgreSQL and the search node. A connection string in the configuration replaces a
/// process.
/// </summary>
internal static class EmbeddedStores
{
    public static Stores AddEmbeddedStores(this IDistributedApplicationBuilder builder, StackOptions options)
    {
        var state = builder.ExecutionContext.IsRunMode
            ? StateFolder.Acquire(options.State, options.Fresh)
            : StateFolder.Describe(options.State);
        // The service provider releases the lock when the application is disposed.
        builder.Services.AddSingleton(state);
        var (database, databaseServer) = builder.AddDatabase(state);
        var (search, searchServer) = builder.AddSearch(state);
        if (databaseServer is not null && searchServer is not null)
        {
            databaseServer.WithResetCommand(searchServer, state);
        }

        var stores = new Stores(database, search, databaseServer, searchServer);
        builder.Services.AddSingleton(new ConnectionFile(state, stores));
        return stores;
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Database, IResourceBuilder<IResource>? Server) AddDatabase(
        this IDistributedApplicationBuilder builder, StateFolder state)
    {
        if (builder.Configuration.GetConnectionString(Stores.DatabaseName) is { Length: > 0 })
        {
            return (builder.AddConnectionString(Stores.DatabaseName), null);
        }

        var password = builder.AddParameter(
            StateFolder.PostgresPassword, () => state.Secret(StateFolder.PostgresPassword), secret: true);
        var database = builder.AddEmbeddedPostgres(ResourceNames.Postgres, Stores.DatabaseName, password, state.PostgresFolder);
        var server = builder.CreateResourceBuilder(database.Resource.Parent)
            .WithCrashRestarts()
            .InReport(EmbeddedPostgresResource.EndpointName);
        return (database, server);
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Search, IResourceBuilder<IResource>? Server) AddSearch(
        this IDistributedApplicationBuilder builder, StateFolder state)
    {
        if (builder.Configuration.GetConnectionString(Stores.SearchName) is { Length: > 0 })
        {
            return (builder.AddConnectionString(Stores.SearchName), null);
        }

        var password = builder.AddParameter(
            StateFolder.SearchPassword, () => state.Secret(StateFolder.SearchPassword), secret: true);
        var node = builder.AddSearchNode(ResourceNames.SearchNode, password, state.SearchFolder)
            .WithPauseCommands()
            .WithCrashRestarts()
            .InReport(SearchNodeResource.EndpointName);
        return (node, node);
    }
}
