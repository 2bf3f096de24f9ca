using System.Net;
using Vql.SearchNode.Http;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;

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
        builder.Services.AddSingleton(services => new IndexRegistry(options.Data, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<PointRegistry>();
        builder.Services.AddHostedService<Refresher>();
        builder.Services.AddHostedService<Committer>();
        builder.Services.AddHostedService<Expiry>();
        builder.Services.AddRequestDecompression();
        builder.Services.AddResponseCompression();

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseMiddleware<ErrorResponseMiddleware>();
        app.UseMiddleware<BasicAuthentication>();
        app.UseRequestDecompression();
        app.MapNode();
        app.MapIndices();
        app.MapDocuments();
        app.MapSearches();
        app.MapPointsInTime();
        app.MapFallback(context => throw NodeException.IllegalArgument(
            $"no handler found for uri [{context.Request.Path}] and method [{context.Request.Method}]"));
        return app;
    }
}
