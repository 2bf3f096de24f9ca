using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Vql.Storage.Postgres;

namespace Vql.Api.Access;

/// <summary>Registers the doors, and puts them in a request's way.</summary>
internal static class AccessRegistration
{
    private const string ApiPath = "/api";
    private const string EitherScheme = "either";

    /// <summary>Registers authentication, authorization, CORS and the rate limit.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="exposedHeaders">The response headers, beside those of the rate limit, that CORS exposes to scripts.</param>
    public static void AddAccess(this WebApplicationBuilder builder, IReadOnlyList<string> exposedHeaders)
    {
        var access = AccessOptions.Read(builder.Configuration, builder.Environment.IsDevelopment());
        var services = builder.Services;
        services.AddSingleton(access);
        services.AddSingleton<CallerRateLimiter>();
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey(ApiKeyHandler.Header) && context.Request.Headers.Authorization.Count == 0
                    ? ApiKeyHandler.SchemeName : JwtBearerDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddJwtBearer(bearer => BearerTokens.Configure(bearer, access));
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(context => access.IsAuthenticationDisabled || IsKnown(context) || !IsOfApi(context)).Build())
            .AddPolicy(Roles.ChangePolicy, policy => policy.RequireAssertion(context => access.IsAuthenticationDisabled || Roles.ThatChange.Any(context.User.IsInRole)));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. access.Origins])
            .AllowAnyHeader().AllowAnyMethod().WithExposedHeaders([.. exposedHeaders, .. CallerRateLimiter.Headers])));
        services.AddExceptionHandler(handler => handler.StatusCodeSelector = StatusOf);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = access.LargestBody);
    }

    public static void UseAccess(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<AccessOptions>();
        if (access.IsAuthenticationDisabled)
        {
            Log.AuthenticationDisabled(app.Logger, AccessOptions.TokenSecretKey, AccessOptions.ApiKeysKey);
        }

        foreach (var missing in new[] { AccessOptions.ContactsWriteKey, AccessOptions.CompaniesWriteKey }.Where(key => !access.IsAuthenticationDisabled && !access.WriteKeys.ContainsKey(key)))
        {
            Log.CollectionReadOnly(app.Logger, missing);
        }

        app.UseCors();
        app.UseAuthentication();
        if (access.RequestsPerMinute is not null)
        {
            var limits = app.Services.GetRequiredService<CallerRateLimiter>();
            app.UseWhen(context => context.Request.Path.StartsWithSegments(ApiPath), api => api.Use(limits.PassAsync));
        }

        app.UseAuthorization();
    }

    // What fails is told by its kind only: messages of a driver hold SQL, and others' hold more.
    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException request => request.StatusCode,
        _ when PostgresOutage.Is(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static bool IsKnown(AuthorizationHandlerContext context) => context.User.Identity?.IsAuthenticated == true;

    private static bool IsOfApi(AuthorizationHandlerContext context) =>
        context.Resource is not HttpContext http || http.Request.Path.StartsWithSegments(ApiPath);
}
