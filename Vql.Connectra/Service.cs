using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.ResponseCompression;
using Vql.Connectra.Access;
using Vql.Connectra.Answers;
using Vql.Connectra.Batches;
using Vql.Connectra.Endpoints;
using Vql.ServiceDefaults;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Connectra;

/// <summary>Builds the web application of the search service, for its own process and for tests.</summary>
internal static class Service
{
    /// <summary>The default port, which is that of the Go service.</summary>
    public const int Port = 8000;

    // More than 100 rows of the maximum size. The limit also applies to decompressed bodies.
    private const int MaxBodyBytes = 16 << 20;

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        int? limit = null;
        StartUp.Configure(
            () => PostgresConnection.Configure(builder.Configuration),
            () => builder.AddElasticsearch(),
            () => limit = RateLimit.Read(builder.Configuration));
        builder.AddPostgres();
        builder.Services.AddSingleton<RowAnswers>();
        builder.Services.AddSingleton<PostgresSearch>();
        builder.Services.AddSingleton<DocumentReader>();
        builder.Services.AddSingleton<Filters>();
        builder.Services.AddSingleton<BatchWriter>();
        builder.Services.AddSingleton<BatchIndexer>();
        builder.Services.AddSingleton<BatchUpsert>();

        // Requests are processed on the thread that receives their bytes: each switch of threads costs as much as a system call.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()));
        builder.Services.AddRequestDecompression();
        builder.Services.AddResponseCompression(compression => compression.Providers.Add<GzipCompressionProvider>());
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            builder.WebHost.UseUrls($"http://*:{Port}");
        }

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseCors();
        app.UseMiddleware<SlashRedirect>();
        app.UseAccess(limit);
        app.UseMiddleware<RequestFailures>();
        app.UseRequestDecompression();
        app.MapGet("/health", () => Results.Text("""{"status":"ok"}""", Errors.Json));
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        app.MapHealthChecks("/ready");
        app.MapSearches();
        app.MapExplanations();
        app.MapBatches();
        app.MapFilters();
        app.MapFallback("{*path}", Errors.NotFoundAsync);
        return app;
    }

    private static void UseAccess(this WebApplication app, int? limit)
    {
        if (string.IsNullOrEmpty(app.Configuration[ApiKey.Key]))
        {
            Log.ApiKeyMissing(app.Logger);
        }

        app.UseMiddleware<ApiKey>();
        if (limit is not { } requests)
        {
            Log.RateLimitDisabled(app.Logger);
            return;
        }

        app.UseMiddleware<RateLimit>(new TokenBucket(requests, app.Services.GetRequiredService<TimeProvider>()));
    }
}
