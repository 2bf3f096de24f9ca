using Scalar.AspNetCore;
using Vql.Api.Endpoints;
using Vql.Api.Fallback;
using Vql.Api.Vql;
using Vql.ServiceDefaults;
using Vql.Storage.Postgres;

namespace Vql.Api;

/// <summary>The API as a web application, for its own process and for tests.</summary>
internal static class Api
{
    private const long LargestAnswer = 64 << 20;

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        StartUp.Configure(() => PostgresConnection.Configure(builder.Configuration), builder.AddSearch);
        builder.AddNpgsqlDataSource(PostgresConnection.Name);
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi("v1");
        builder.Services.AddResponseCompression();

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseResponseCompression();
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapScalarApiReference();
        app.MapGet("/", () => Results.Redirect("/scalar")).ExcludeFromDescription();
        app.MapLists();
        return app;
    }

    private static void AddSearch(this WebApplicationBuilder builder)
    {
        var options = ConnectraOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PostgresSearch>();
        builder.Services.AddHttpClient<VqlClient>(client =>
            {
                // The client's own deadline covers retries and the reading of the body.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = LargestAnswer;
            })
            .AddVqlResilience(options);
        builder.Services.AddTransient<FallbackSearch>();
    }
}
