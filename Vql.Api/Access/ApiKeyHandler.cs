using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Vql.Api.Access;

/// <summary>Lets those in who send a key as <c>X-API-Key</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions, ILoggerFactory logger, UrlEncoder encoder, AccessOptions access)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemeOptions, logger, encoder)
{
    public const string SchemeName = "key";
    public const string Header = "X-API-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header].ToString();
        ApiKey? found = null;
        foreach (var key in access.Keys)
        {
            // All of them, always: how long it takes says nothing of which.
            found = key.Secret.Is(given) ? key : found;
        }

        return Task.FromResult(found is null
            ? AuthenticateResult.Fail("Invalid API key")
            : AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity(
                    [new Claim(BearerTokens.NameClaim, found.Name), new Claim(BearerTokens.RoleClaim, found.Role)],
                    SchemeName, BearerTokens.NameClaim, BearerTokens.RoleClaim)), SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties) =>
        await AccessProblems.UnauthorizedAsync(Context, (await HandleAuthenticateOnceAsync()).Failure?.Message);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AccessProblems.Forbidden().ExecuteAsync(Context);
}
