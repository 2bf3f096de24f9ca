using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Vql.Dashboard.Configuration;

namespace Vql.Dashboard.Access;

/// <summary>Registers the login by a token or by OpenID Connect, and maps its routes.</summary>
internal static class AccessRegistration
{
    private const string LoginPath = "/login";
    private const int MaxNameLength = 60;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>Registers authentication and authorization. Every route requires a login unless it says otherwise.</summary>
    public static void AddAccess(this WebApplicationBuilder builder, DashboardOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<Tokens>();
        // The keys exist in memory only: the dashboard keeps no files, and a restart requires a new login.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.LoginPath = LoginPath;
            cookie.AccessDeniedPath = "/denied";
            cookie.ExpireTimeSpan = Lifetime;
            cookie.SlidingExpiration = true;
            cookie.Cookie.Name = "vql-dashboard";

            // A provider returns from its own site. Browsers do not send strict cookies on that way.
            cookie.Cookie.SameSite = options.Oidc is null ? SameSiteMode.Strict : SameSiteMode.Lax;
        });
        if (options.Oidc is { } oidc)
        {
            authentication.AddOidcLogin(oidc);
        }

        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsAllowed).Build())
            .AddPolicy(Roles.Operator, policy => policy.RequireRole(Roles.Operator));
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.Name = "vql-dashboard-form");
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
    }

    /// <summary>Maps the routes that log in and out.</summary>
    public static void MapAccess(this IEndpointRouteBuilder routes, DashboardOptions options)
    {
        if (options.Oidc is { } oidc)
        {
            routes.MapOidcLogin(oidc);
        }

        // The link of the start has the token. A form sends it in the body.
        routes.MapGet("/login/token", (HttpContext context, Tokens tokens, string? t) => SignInAsync(context, tokens, t, null))
            .AllowAnonymous();
        routes.MapPost(
            "/login/token",
            (HttpContext context, Tokens tokens, [FromForm] string? token, [FromForm] string? name) =>
                SignInAsync(context, tokens, token, name)).AllowAnonymous();
        routes.MapPost("/logout", async (HttpContext context, [FromForm] string? _) =>
        {
            await context.SignOutAsync();
            return TypedResults.LocalRedirect(LoginPath);
        });
    }

    /// <summary>Returns who acts, for the audit.</summary>
    public static string ActorOf(HttpContext context) =>
        $"{context.User.Identity?.Name} ({context.Connection.RemoteIpAddress})";

    /// <summary>Returns a user of the dashboard.</summary>
    public static ClaimsPrincipal PrincipalOf(string name, string role) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, name[..Math.Min(name.Length, MaxNameLength)]), new Claim(ClaimTypes.Role, role)],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Returns the address of the login after a failure.</summary>
    /// <param name="reason"><c>token</c>, <c>role</c> or <c>oidc</c>.</param>
    public static string FailedPath(string reason) => $"{LoginPath}?failed={reason}";

    // Orchestrators send no credentials to the health checks.
    private static bool IsAllowed(AuthorizationHandlerContext context) => context.User.Identity?.IsAuthenticated == true
        || context.Resource is HttpContext { Request.Path.Value: "/alive" or "/health" or "/ready" };

    private static async Task<IResult> SignInAsync(HttpContext context, Tokens tokens, string? token, string? name)
    {
        if (tokens.RoleOf(token ?? "") is not { } role)
        {
            return TypedResults.LocalRedirect(FailedPath("token"));
        }

        await context.SignInAsync(PrincipalOf(string.IsNullOrWhiteSpace(name) ? role : name.Trim(), role));
        return TypedResults.LocalRedirect("/");
    }
}
