using System.Globalization;
using Vql.AppHost.Commands;
using Vql.AppHost.Resources;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;

namespace Vql.AppHost.Topologies;

/// <summary>Adds the sync worker to the application model.</summary>
internal static class SyncWorkerExtensions
{
    /// <summary>Adds the job that loads companies and contacts on the first start.</summary>
    public static IResourceBuilder<IResource> AddFirstLoad(
        this IDistributedApplicationBuilder builder, Stores stores, StackOptions options) =>
        builder.RunsPrograms()
            ? builder.AddHostProgram(ResourceNames.FirstLoad, ProgramPath.SyncWorker).ConfigureFirstLoad(stores, options)
            : builder.AddProject<Projects.Vql_SyncWorker>(ResourceNames.FirstLoad).ConfigureFirstLoad(stores, options);

    /// <summary>Adds the worker that keeps the index in sync with the database.</summary>
    public static IResourceBuilder<IResource> AddSyncWorker(
        this IDistributedApplicationBuilder builder, Stores stores, IResourceBuilder<IResource> load) =>
        builder.RunsPrograms()
            ? builder.AddHostProgram(ResourceNames.SyncWorker, ProgramPath.SyncWorker).ConfigureWorker(stores, load)
            : builder.AddProject<Projects.Vql_SyncWorker>(ResourceNames.SyncWorker).ConfigureWorker(stores, load);

    private static IResourceBuilder<IResource> ConfigureFirstLoad<T>(this IResourceBuilder<T> builder, Stores stores, StackOptions options)
        where T : IResourceWithEnvironment, IResourceWithArgs, IResourceWithWaitSupport =>
        (IResourceBuilder<IResource>)builder
            .WithArgs("first-load", "--companies", options.Companies, "--contacts", options.Contacts.ToString(CultureInfo.InvariantCulture))
            .WithDatabase(stores)
            .WithIconName("ArrowDownload")
            .WithHiddenOnCompletion()
            .ExcludeFromManifest()
            .InReportUntilFinished();

    private static IResourceBuilder<IResource> ConfigureWorker<T>(
        this IResourceBuilder<T> builder, Stores stores, IResourceBuilder<IResource> load)
        where T : IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes =>
        (IResourceBuilder<IResource>)builder
            .WithHostEndpoint()
            .WithArgs("run")
            .WithDatabase(stores)
            .WithSearch(stores)
            .WaitForCompletion(load)
            .WithHostProbes("/alive", "/ready")
            .WithUrlForEndpoint("http", url => (url.DisplayText, url.Url) = ("Health", "/health"))
            .WithIconName("ArrowSync")
            .WithWorkerCommands(stores)
            .WithCrashRestarts()
            .InReport("http");
}
