using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vql.AppHost.Commands;
using Vql.AppHost.Resources;
using Vql.AppHost.Stack;
using Vql.EmbeddedPostgres;

namespace Vql.AppHost.Topologies;

/// <summary>
/// The stores as processes of this machine: PostgreSQL from local binaries, and the search node. A
/// connection string in configuration replaces one.
/// </summary>
internal static class EmbeddedStores
{
    private const string PostgresCheck = "postgres_check";

    public static Stores AddEmbeddedStores(this IDistributedApplicationBuilder builder, StackOptions options)
    {
        var state = builder.ExecutionContext.IsRunMode ? StateFolder.Take(options.State, options.Fresh) : StateFolder.Describe(options.State);
        // Holds the folder as long as the application lives.
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

        var password = builder.AddParameter("postgres-password", () => state.Secret("postgres-password"), secret: true);
        var server = builder.AddExecutable("postgres", "dotnet", ".", TargetPaths.Of("Vql.EmbeddedPostgres"))
            .WithEndpoint(scheme: "tcp", name: "tcp", env: PostgresServerCommand.PortVariable)
            .WithEnvironment(PostgresServerCommand.FolderVariable, state.PostgresFolder)
            .WithEnvironment(PostgresServerCommand.PasswordVariable, password)
            .WithEnvironment(PostgresServerCommand.DatabaseVariable, Stores.DatabaseName)
            .ExcludeFromManifest();
        var endpoint = server.GetEndpoint("tcp");
        var connection = ReferenceExpression.Create(
            $"Host=127.0.0.1;Port={endpoint.Property(EndpointProperty.Port)};Username=postgres;Password={password};Database={Stores.DatabaseName}");
        builder.Services.AddHealthChecks().AddAsyncCheck(PostgresCheck, cancellationToken => PostgresHealth.CheckAsync(connection, cancellationToken));
        server.WithHealthCheck(PostgresCheck).Reported("tcp");
        return (builder.AddConnectionString(Stores.DatabaseName, connection), server);
    }

    private static (IResourceBuilder<IResourceWithConnectionString> Search, IResourceBuilder<IResource>? Server) AddSearch(
        this IDistributedApplicationBuilder builder, StateFolder state)
    {
        if (builder.Configuration.GetConnectionString(Stores.SearchName) is { Length: > 0 })
        {
            return (builder.AddConnectionString(Stores.SearchName), null);
        }

        var password = builder.AddParameter("search-password", () => state.Secret("search-password"), secret: true);
        var node = builder.AddProject<Projects.Vql_SearchNode>("search-node")
            .WithHttpEndpoint()
            .WithArgs("--data", state.SearchFolder)
            .WithEnvironment("ELASTIC_PASSWORD", password)
            .WithHttpHealthCheck("/alive")
            .WithPauseCommands()
            .Reported("http");
        var endpoint = node.GetEndpoint("http");
        var connection = ReferenceExpression.Create(
            $"http://elastic:{password}@localhost:{endpoint.Property(EndpointProperty.Port)}");
        return (builder.AddConnectionString(Stores.SearchName, connection), node);
    }
}
