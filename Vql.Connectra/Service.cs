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

/// <summary>The search service as a web application, for its own process and for tests.</summary>
internal static class Service
{
    /// <summary>Where it listens unless told otherwise: the Go service's port.</summary>
    public const int Port = 8000;

    // A hundred rows with all that a row may hold, and room to spare; also of what a compressed body becomes.
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
        // A request goes on where its bytes came in, on a thread of the pool: each change of threads costs as much as a syscall.
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
