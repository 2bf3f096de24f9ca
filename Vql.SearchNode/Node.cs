using System.Net;
using Vql.SearchNode.Durability;
using Vql.SearchNode.Http;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode;

/// <summary>Builds the web application of the node. Used by the program and by tests.</summary>
internal static class Node
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    public static WebApplication Build(NodeOptions options, int? port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = Json.MaxBody;
            if (port is { } number)
            {
                kestrel.Listen(IPAddress.Loopback, number);
            }
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new MemoryBreaker(MemoryBreaker.DefaultLimit));
        builder.Services.AddSingleton(services => new IndexRegistry(options.Data, new IndexEnvironment(
            services.GetRequiredService<TimeProvider>(), new IndexStorage(), options.RepairsLogs,
            services.GetRequiredService<ILogger<IndexRegistry>>())
        {
            Memory = services.GetRequiredService<MemoryBreaker>(),
        }));
        builder.Services.AddSingleton<PointRegistry>();
        builder.Services.AddSingleton<ScrollRegistry>();
        builder.Services.AddHostedService<Refresher>();
        builder.Services.AddHostedService<Committer>();
        builder.Services.AddHostedService<Recovery>();
        builder.Services.AddHostedService<Expiry>();
        builder.Services.AddRequestDecompression();
        builder.Services.AddResponseCompression();

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseMiddleware<ErrorResponseMiddleware>();
        app.UseMiddleware<BasicAuthentication>();
        app.UseRequestDecompression();
        app.Use(static (context, next) =>
        {
            ContentTypes.Check(context);
            AcceptedParameters.Check(context);
            return next(context);
        });
        app.MapNode();
        app.MapCluster();
        app.MapHealth();
        app.MapStatistics();
        app.MapIndices();
        app.MapOpening();
        app.MapAliases();
        app.MapTemplates();
        app.MapComponentTemplates();
        app.MapAnalysis();
        app.MapTables();
        app.MapByQuery();
        app.MapInspection();
        app.MapExplanations();
        app.MapDocuments();
        app.MapReads();
        app.MapSearches();
        app.MapScrolls();
        app.MapPointsInTime();
        app.MapFallback(UnknownRoute.WriteAsync);
        return app;
    }
}
