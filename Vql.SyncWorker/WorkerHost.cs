using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vql.ServiceDefaults;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Monitoring;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.DeadLetters;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Indexing;
using Vql.SyncWorker.Optimize;
using Vql.SyncWorker.Position;
using Vql.SyncWorker.Reindex;
using Vql.SyncWorker.Requests;
using Vql.SyncWorker.Run;
using Vql.SyncWorker.Seed;
using Vql.SyncWorker.Streaming;
using Vql.SyncWorker.Sync;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker;

/// <summary>Builds the hosts of one-shot commands and of the long-running worker.</summary>
internal static class WorkerHost
{
    // The state that the stream stores can be recreated. If its commits waited for an unavailable synchronous standby, it
    // would stop indexing the committed changes of other sessions.
    private const string LocalCommit = "-c synchronous_commit=local";

    /// <summary>Builds the host of a one-shot command. Only warnings are logged, because commands print their result.</summary>
    /// <param name="configure">Changes the configuration and the logging.</param>
    public static IHost BuildStores(Action<IHostApplicationBuilder>? configure = null)
    {
        // A command reads its configuration once. A watcher for changes would add a watch for every folder below the current one.
        var builder = Host.CreateApplicationBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddSimpleConsole();
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        configure?.Invoke(builder);
        builder.AddStores();
        return builder.Build();
    }

    /// <summary>Builds the long-running worker, which serves its health checks on <c>ASPNETCORE_URLS</c>.</summary>
    /// <param name="configure">Changes the configuration and the logging.</param>
    public static WebApplication BuildWorker(Action<IHostApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder();
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.AddStores(LocalCommit);
        builder.Services.AddSingleton(WorkerOptions.Read(builder.Configuration));
        builder.Services.AddSingleton(
            CaptureOptions.Read(builder.Configuration, builder.Configuration.GetConnectionString(PostgresConnection.Name)!));
        builder.Services.AddSingleton<RunningTransactions>();
        builder.Services.AddSingleton<Publication>();
        builder.Services.AddSingleton<ReplicationSlot>();
        builder.Services.AddSingleton<SlotMonitor>();
        builder.Services.AddSingleton<Visibility>();
        builder.Services.AddSingleton<TermUpdates>();
        builder.Services.AddScoped<FanOut>();
        builder.Services.AddScoped<ChangePump>();
        builder.Services.AddSingleton<DeadLetterRetries>();
        builder.Services.AddSingleton<OperatorRequestTable>();
        builder.Services.AddSingleton<RequestActions>();
        builder.Services.AddSingleton<RequestRunner>();
        builder.Services.AddSingleton<IndexMonitor>();
        builder.Services.AddSingleton<IndexedTraces>();
        builder.Services.AddSingleton<FreshnessTable>();
        builder.Services.AddSingleton<FreshnessRecorder>();
        builder.Services.AddSingleton<PositionPublisher>();
        builder.Services.AddSingleton<Leader>();
        builder.Services.AddScoped<ScheduledVerification>();
        builder.Services.AddScoped<SyncSession>();
        builder.Services.AddSingleton<SyncHealth>();
        builder.Services.AddHealthChecks().AddCheck<SyncHealth>("sync");
        builder.Services.AddHostedService<SyncLoop>();

        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }

    private static void AddStores(this IHostApplicationBuilder builder, string? options = null)
    {
        StartUp.Configure(
            () => PostgresConnection.Configure(builder.Configuration, options),
            () => builder.AddElasticsearch());
        builder.AddPostgres();
        builder.Services.AddSingleton<DocumentReader>();
        builder.Services.AddSingleton<SyncState>();
        builder.Services.AddSingleton<Epochs>();
        builder.Services.AddSingleton<SyncMetrics>();
        builder.Services.AddSingleton<DeadLetterTable>();
        builder.Services.AddSingleton<DocumentIndexer>();
        builder.Services.AddSingleton<IndexScan>();
        builder.Services.AddSingleton<FileImport>();
        builder.Services.AddSingleton<Seeding>();
        builder.Services.AddSingleton<RangeLoad>();
        builder.Services.AddSingleton<RowSync>();
        builder.Services.AddSingleton<LoadSettings>();
        builder.Services.AddSingleton<PositionWithdrawal>();
        builder.Services.AddSingleton<FullSync>();
        builder.Services.AddSingleton<WriteTargets>();
        builder.Services.AddSingleton<ReindexTable>();
        builder.Services.AddSingleton<Reindexing>();
        builder.Services.AddSingleton<IndexInspector>();
        builder.Services.AddSingleton<IndexAdvisor>();
        builder.Services.AddSingleton<DatabaseAdvisor>();
        builder.Services.AddSingleton<IndexReportTable>();
        builder.Services.AddSingleton<Inspection>();
        builder.Services.AddSingleton<Orphans>();
        builder.Services.AddSingleton<RowCounts>();
        builder.Services.AddSingleton<TermDictionary>();
        builder.Services.AddSingleton<RangeComparison>();
        builder.Services.AddSingleton<StreamPosition>();
        builder.Services.AddSingleton<LogMarks>();
        builder.Services.AddSingleton<DifferenceConfirmation>();
        builder.Services.AddSingleton<DifferenceExamples>();
        builder.Services.AddSingleton<DifferenceRepair>();
        builder.Services.AddSingleton<VerifyResults>();
        builder.Services.AddSingleton<Verification>();
        builder.Services.AddSingleton<Repair>();
    }
}
