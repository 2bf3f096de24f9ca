using Vql.Connectra.Access;
using Vql.Connectra.Answers;
using Vql.Connectra.Endpoints;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Connectra;

/// <summary>The search service as a web application, for its own process and for tests.</summary>
internal static class Service
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        PostgresConnection.Configure(builder.Configuration);
        builder.AddNpgsqlDataSource(PostgresConnection.Name);
        builder.AddElasticsearch();
        builder.Services.AddSingleton<RowAnswers>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()));
        builder.Services.AddRequestDecompression();
        builder.Services.AddResponseCompression();
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls("http://*:8000");
        }

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseCors();
        app.UseMiddleware<ApiKey>();
        app.UseRequestDecompression();
        app.MapGet("/health", () => Results.Text("""{"status":"ok"}""", "application/json; charset=utf-8"));
        app.MapHealthChecks("/ready");
        app.MapSearches();
        app.MapFallback(Errors.NotFoundAsync);
        return app;
    }
}
