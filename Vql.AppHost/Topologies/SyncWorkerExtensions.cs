using System.Globalization;
using Vql.AppHost.Commands;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;

namespace Vql.AppHost.Topologies;

/// <summary>Adds the sync worker to the application model.</summary>
internal static class SyncWorkerExtensions
{
    /// <summary>Adds the task that loads companies and contacts on the first start.</summary>
    public static IResourceBuilder<IResource> AddFirstLoad(
        this IDistributedApplicationBuilder builder, Stores stores, StackOptions options) =>
        builder.AddProject<Projects.Vql_SyncWorker>("first-load")
            .WithArgs("first-load", "--companies", options.Companies, "--contacts", options.Contacts.ToString(CultureInfo.InvariantCulture))
            .WithDatabase(stores)
            .WithIconName("ArrowDownload")
            .WithHiddenOnCompletion()
            .ExcludeFromManifest()
            .InReportUntilFinished();

    /// <summary>Adds the worker that keeps the index equal to the database.</summary>
    public static IResourceBuilder<ProjectResource> AddSyncWorker(
        this IDistributedApplicationBuilder builder, Stores stores, IResourceBuilder<IResource> load) =>
        builder.AddProject<Projects.Vql_SyncWorker>("sync-worker")
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
