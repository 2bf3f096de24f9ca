using Microsoft.AspNetCore.ResponseCompression;
using Scalar.AspNetCore;
using Vql.Api.Access;
using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.Engine;
using Vql.Api.Engine.Connectra;
using Vql.Api.Health;
using Vql.Api.Http;
using Vql.Api.Http.Capabilities;
using Vql.Api.Http.CompanyContacts;
using Vql.Api.Http.Facets;
using Vql.Api.Http.Landing;
using Vql.Api.Http.Lists;
using Vql.Api.Http.Lookups;
using Vql.Api.Http.Mcp;
using Vql.Api.Http.Monitoring;
using Vql.Api.Http.Queries;
using Vql.Api.Http.Records;
using Vql.Api.Http.Saved;
using Vql.Api.Http.Streams;
using Vql.Api.Http.Suggestions;
using Vql.Api.Http.Uuids;
using Vql.Api.Http.Values;
using Vql.Api.Http.Writes;
using Vql.Api.Monitoring;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.ServiceDefaults;
using Vql.Storage.Postgres;

namespace Vql.Api;

/// <summary>The API as a web application, for its own process and for tests.</summary>
internal static class Api
{
    private static readonly string[] ExposedHeaders =
    [
        "ETag", "Location", "Retry-After", FreshnessRequirement.PositionHeader, .. RequestHeaders.Names, .. SearchContextMiddleware.Headers,
    ];

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        AddServices(builder);
        var app = builder.Build();
        app.Services.GetRequiredService<EngineGauges>();
        UseMiddleware(app);
        MapRoutes(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults();
        StartUp.Configure(
            () => PostgresConnection.Configure(builder.Configuration), builder.AddPublicAddress, builder.AddConnectra,
            builder.AddEngine, builder.AddFilters, builder.AddMonitoring,
            () => builder.AddAccess(ExposedHeaders), builder.AddRequestTimeout);
        builder.WebHost.ConfigureKestrel(UrlLengthLimit.Configure);
        builder.AddPostgres();
        builder.Services.AddSingleton<PostgresSearch>();
        builder.Services.AddSingleton<ValueReader>();
        builder.Services.AddSingleton<ValueSpellings>();
        builder.Services.AddSingleton<QueryExplainer>();
        builder.Services.AddSingleton<RowExport>();
        builder.Services.AddSingleton<RowLookup>();
        builder.Services.AddSingleton<SavedSearches>();
        builder.Services.AddScoped<WriteTransactions>();
        builder.Services.AddScoped<RowWrites>();
        builder.Services.AddScoped<BatchWrites>();
        builder.Services.AddScoped<RowStreams>();
        builder.Services.AddSingleton<VqlStatistics>();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.Complete);
        builder.Services.AddOpenApiDocument();
        builder.Services.AddMcpTools();
        builder.Services.AddResponseCompression(
            compression => compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/x-ndjson", "text/csv"]);
    }

    private static void UseMiddleware(WebApplication app)
    {
        app.UsePublicAddress();
        app.UseMiddleware<HeadRequests>();
        app.UseMiddleware<RequestHeaders>();
        app.UseMiddleware<ProtectiveHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<UrlLengthLimit>();

        // Explicit, because the default routing would come before the middleware that changes the method.
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseResponseCompression();
        app.UseAccess();
        app.UseMiddleware<BodyEncodings>();
        app.UseMiddleware<SearchContextMiddleware>();
    }

    private static void MapRoutes(WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapScalarApiReference();
        app.MapLandingPage();
        app.MapLists();
        app.MapQueries();
        app.MapFacets();
        app.MapSuggestions();
        app.MapLookups();
        app.MapSavedSearches();
        app.MapUuids();
        app.MapRecords();
        app.MapCompanyContacts();
        app.MapValues();
        app.MapStreams();
        app.MapWrites();
        app.MapCapabilities();
        app.MapVqlHealth();
        app.MapMcpTools();
        app.MapMonitoring();
    }
}
