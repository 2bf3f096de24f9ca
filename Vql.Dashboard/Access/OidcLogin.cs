using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Vql.Dashboard.Configuration;

namespace Vql.Dashboard.Access;

/// <summary>The login by OpenID Connect. The session keeps the name and the role only, and no token of the provider.</summary>
internal static class OidcLogin
{
    /// <summary>The path that begins the login.</summary>
    public const string Path = "/login/oidc";

    private const string CallbackPath = "/login/oidc/callback";

    private static readonly string[] NameClaims = ["name", "preferred_username", "email", "sub"];

    /// <summary>Registers the login.</summary>
    public static void AddOidcLogin(this AuthenticationBuilder authentication, OidcOptions options) =>
        authentication.AddOpenIdConnect(oidc =>
        {
            oidc.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            oidc.Authority = options.Authority.ToString();
            oidc.RequireHttpsMetadata = options.Authority.Scheme == Uri.UriSchemeHttps;
            oidc.ClientId = options.ClientId;
            oidc.ClientSecret = options.ClientSecret;
            oidc.ResponseType = OpenIdConnectResponseType.Code;

            // The provider returns by a link, so that the cookies of the login need not be sent with forms of other sites.
            oidc.ResponseMode = OpenIdConnectResponseMode.Query;
            oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
            oidc.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            oidc.NonceCookie.SameSite = SameSiteMode.Lax;
            oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            oidc.CallbackPath = CallbackPath;
            oidc.MapInboundClaims = false;
            oidc.Events.OnTokenValidated = context => Accept(context, options);
            oidc.Events.OnRemoteFailure = context =>
            {
                Fail(context.HttpContext, options, context.Failure?.Message);
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });

    /// <summary>Maps the route that begins the login.</summary>
    public static void MapOidcLogin(this IEndpointRouteBuilder routes, OidcOptions options) => routes.MapGet(
        Path,
        async (HttpContext context) =>
        {
            try
            {
                await context.ChallengeAsync(
                    OpenIdConnectDefaults.AuthenticationScheme, new AuthenticationProperties { RedirectUri = "/" });
            }
            catch (InvalidOperationException exception)
            {
                // The description of the provider cannot be read.
                Fail(context, options, exception.Message);
            }
        }).AllowAnonymous();

    private static void Fail(HttpContext context, OidcOptions options, string? reason)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OidcLogin));
        Log.LoginFailed(logger, options.Authority, reason ?? "the provider did not answer");
        context.Response.Redirect(AccessRegistration.FailedPath("oidc"));
    }

    private static Task Accept(TokenValidatedContext context, OidcOptions options)
    {
        var claims = context.Principal!.Claims.ToList();
        var roles = claims.Where(claim => claim.Type == options.RoleClaim).Select(claim => claim.Value).ToHashSet();
        var role = roles.Contains(options.OperatorRole) ? Roles.Operator : roles.Contains(options.ReaderRole) ? Roles.Reader : null;
        if (role is null)
        {
            context.HandleResponse();
            context.Response.Redirect(AccessRegistration.FailedPath("role"));
            return Task.CompletedTask;
        }

        var name = NameClaims.Select(type => claims.Find(claim => claim.Type == type)?.Value)
            .First(value => !string.IsNullOrWhiteSpace(value))!;
        context.Principal = AccessRegistration.PrincipalOf(name, role);
        return Task.CompletedTask;
    }
}
