using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Vql.Storage.Postgres;

namespace Vql.Api.Access;

/// <summary>Registers authentication, authorization, CORS and the rate limit, and adds their middleware.</summary>
internal static class AccessRegistration
{
    /// <summary>The path of the Model Context Protocol.</summary>
    public const string McpPath = "/mcp";

    private const string ApiPath = "/api";
    private const string EitherScheme = "either";

    private static readonly (string Collection, string Setting)[] WriteKeySettings =
        [("contacts", AccessOptions.ContactsWriteKey), ("companies", AccessOptions.CompaniesWriteKey)];

    /// <summary>Registers authentication, authorization, CORS and the rate limit.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="exposedHeaders">The response headers that CORS exposes, in addition to those of the rate limit.</param>
    public static void AddAccess(this WebApplicationBuilder builder, IReadOnlyList<string> exposedHeaders)
    {
        var access = AccessOptions.Read(builder.Configuration, builder.Environment.IsDevelopment());
        var services = builder.Services;
        services.AddSingleton(access);
        services.AddSingleton<CallerRateLimiter>();
        services.AddSingleton<CallerCostLimiter>();
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey(ApiKeyHandler.Header) && context.Request.Headers.Authorization.Count == 0
                    ? ApiKeyHandler.SchemeName : JwtBearerDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddJwtBearer(bearer => BearerTokens.Configure(bearer, access));
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder()
                .RequireAssertion(context => access.IsAuthenticationDisabled || IsAuthenticated(context) || !IsApiRequest(context))
                .Build())
            .AddPolicy(Roles.UpdatePolicy, policy => policy.RequireAssertion(
                context => access.IsAuthenticationDisabled || Roles.AllowedToUpdate.Any(context.User.IsInRole)));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. access.Origins])
            .AllowAnyHeader().AllowAnyMethod().WithExposedHeaders([.. exposedHeaders, .. CallerRateLimiter.Headers])));
        services.AddExceptionHandler(handler => handler.StatusCodeSelector = StatusOf);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = access.MaxBodyBytes);
    }

    /// <summary>Returns whether the routes of a path require authentication and have limits.</summary>
    public static bool IsSecured(PathString path) => path.StartsWithSegments(ApiPath) || path.StartsWithSegments(McpPath);

    public static void UseAccess(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<AccessOptions>();
        if (access.IsAuthenticationDisabled)
        {
            Log.AuthenticationDisabled(app.Logger, AccessOptions.TokenSecretKey, AccessOptions.ApiKeysKey);
        }

        foreach (var (collection, setting) in WriteKeySettings)
        {
            if (!access.IsAuthenticationDisabled && !access.WriteKeys.ContainsKey(setting))
            {
                Log.CollectionReadOnly(app.Logger, collection, setting);
            }
        }

        app.UseCors();
        app.UseAuthentication();
        if (access.RequestsPerMinute is not null)
        {
            var limits = app.Services.GetRequiredService<CallerRateLimiter>();
            app.UseWhen(context => IsSecured(context.Request.Path), api => api.Use(limits.InvokeAsync));
        }

        app.UseAuthorization();
    }

    // Clients see only the status: exception messages can contain SQL and other internals.
    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException request => request.StatusCode,
        _ when PostgresOutage.Is(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static bool IsAuthenticated(AuthorizationHandlerContext context) => context.User.Identity?.IsAuthenticated == true;

    private static bool IsApiRequest(AuthorizationHandlerContext context) =>
        context.Resource is not HttpContext http || IsSecured(http.Request.Path);
}
