using Microsoft.Extensions.DependencyInjection;
using Vql.EmbeddedPostgres;

namespace Vql.AppHost.Resources;

/// <summary>Adds the embedded PostgreSQL server to the application model.</summary>
internal static class EmbeddedPostgresExtensions
{
    /// <summary>Adds a server with one database.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="database">The name of the database and of its resource.</param>
    /// <param name="password">The password of the user <c>postgres</c>.</param>
    /// <param name="folder">The data folder of the server.</param>
    public static IResourceBuilder<EmbeddedPostgresDatabaseResource> AddEmbeddedPostgres(
        this IDistributedApplicationBuilder builder, string name, string database, IResourceBuilder<ParameterResource> password,
        string folder)
    {
        var resource = new EmbeddedPostgresResource(name, password.Resource, folder);
        var databaseResource = new EmbeddedPostgresDatabaseResource(database, resource);
        var server = builder.AddResource(resource)
            .WithArgs(ProgramPath.Of(ProgramPath.EmbeddedPostgres))
            // No proxy: connections to a stopped server must fail. The port is fixed so that it survives a restart.
            .WithEndpoint(
                port: FreePort.Find(), scheme: "tcp", name: EmbeddedPostgresResource.EndpointName, env: PostgresServerCommand.PortVariable,
                isProxied: false)
            .WithEnvironment(PostgresServerCommand.FolderVariable, folder)
            .WithEnvironment(PostgresServerCommand.PasswordVariable, password)
            .WithEnvironment(PostgresServerCommand.DatabaseVariable, database)
            .WithReadinessCheck(cancellationToken =>
                PostgresHealth.CheckAsync(databaseResource.ConnectionStringExpression, cancellationToken))
            .WithIconName("Database")
            .OnResourceStopped((server, stopped, _) => ShowStoppedAsync(databaseResource, stopped))
            .OnResourceReady((server, ready, cancellationToken) => ShowPropertiesAsync(databaseResource, ready, cancellationToken))
            .ExcludeFromManifest();
        return builder.AddResource(databaseResource)
            .WithParentRelationship(server)
            .WithIconName("DatabaseMultiple")
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "PostgreSQL database",
                State = KnownResourceStates.Waiting,
                Properties = [],
            })
            .ExcludeFromManifest();
    }

    private static Task ShowStoppedAsync(EmbeddedPostgresDatabaseResource database, ResourceStoppedEvent stopped) =>
        stopped.Services.GetRequiredService<ResourceNotificationService>()
            .PublishUpdateAsync(database, snapshot => snapshot with { State = KnownResourceStates.Exited });

    private static async Task ShowPropertiesAsync(
        EmbeddedPostgresDatabaseResource database, ResourceReadyEvent ready, CancellationToken cancellationToken)
    {
        var notifications = ready.Services.GetRequiredService<ResourceNotificationService>();
        await notifications.PublishUpdateAsync(database, snapshot => snapshot with { State = KnownResourceStates.Running });
        await notifications.SetPropertiesAsync(
            database.Parent,
            new ResourcePropertySnapshot(
                "Version", await PostgresHealth.TryReadVersionAsync(database.ConnectionStringExpression, cancellationToken)),
            new ResourcePropertySnapshot("Data folder", database.Parent.Folder));
    }
}
