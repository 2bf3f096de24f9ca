using Microsoft.AspNetCore.ResponseCompression;
using Scalar.AspNetCore;
using Vql.Api.Access;
using Vql.Api.Contract;
using Vql.Api.Endpoints;
using Vql.Api.Fallback;
using Vql.Api.Health;
using Vql.Api.Limits;
using Vql.Api.Lookups;
using Vql.Api.Responses;
using Vql.Api.Saved;
using Vql.Api.Telemetry;
using Vql.Api.Vql;
using Vql.Api.Writes;
using Vql.ServiceDefaults;
using Vql.Storage.Postgres;

namespace Vql.Api;

/// <summary>The API as a web application, for its own process and for tests.</summary>
internal static class Api
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        StartUp.Configure(() => PostgresConnection.Configure(builder.Configuration), builder.AddSearch, builder.AddSwitch, builder.AddAccess, builder.AddTimeLimit);
        builder.AddPostgres();
        builder.Services.AddSingleton<PostgresSearch>();
        builder.Services.AddSingleton<ValueReader>();
        builder.Services.AddSingleton<ValueSpellings>();
        builder.Services.AddSingleton<RowExport>();
        builder.Services.AddSingleton<RowLookup>();
        builder.Services.AddSingleton<SavedSearches>();
        builder.Services.AddScoped<RowWrites>();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.Complete);
        builder.Services.AddContract();
        builder.Services.AddResponseCompression(compression => compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/x-ndjson", "text/csv"]);

        var app = builder.Build();
        app.Services.GetRequiredService<SwitchGauges>();
        app.UseMiddleware<RequestHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRequestTimeouts();
        app.UseResponseCompression();
        app.UseAccess();
        app.UseMiddleware<TermsMiddleware>();
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapScalarApiReference();
        app.MapGet("/", () => Results.Redirect("/scalar")).ExcludeFromDescription();
        app.MapLists();
        app.MapQueries();
        app.MapFacets();
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
        return app;
    }
}
