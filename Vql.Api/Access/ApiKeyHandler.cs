using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Vql.Api.Access;

/// <summary>Authenticates requests with an API key in <c>X-API-Key</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions, ILoggerFactory logger, UrlEncoder encoder, AccessOptions access)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemeOptions, logger, encoder)
{
    public const string SchemeName = "key";
    public const string Header = "X-API-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var sent = Request.Headers[Header].ToString();
        ApiKey? found = null;
        foreach (var key in access.Keys)
        {
            // All keys are compared, so that the duration does not depend on which one matches.
            found = key.Secret.Matches(sent) ? key : found;
        }

        return Task.FromResult(found is null
            ? AuthenticateResult.Fail("Invalid API key")
            : AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity(
                    [new Claim(BearerTokens.NameClaim, found.Name), new Claim(BearerTokens.RoleClaim, found.Role)],
                    SchemeName, BearerTokens.NameClaim, BearerTokens.RoleClaim)), SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties) =>
        await AccessProblems.WriteUnauthorizedAsync(Context, (await HandleAuthenticateOnceAsync()).Failure?.Message);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AccessProblems.Forbidden().ExecuteAsync(Context);
}
