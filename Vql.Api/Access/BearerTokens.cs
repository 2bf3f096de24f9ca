using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Vql.Api.Access;

/// <summary>Configures bearer tokens: JWT with HS256, of the type <c>access</c>, with a subject and a lifetime.</summary>
internal static class BearerTokens
{
    public const string NameClaim = "sub";
    public const string RoleClaim = "role";

    private const string TypeClaim = "type";
    private const string AccessType = "access";
    private const string Undecodable = "Invalid authentication token";
    private const string WrongToken = "Given token not valid for any token type";

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static void Configure(JwtBearerOptions bearer, AccessOptions access)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            // Without a secret, no token is valid.
            IssuerSigningKey = new SymmetricSecurityKey(access.TokenSecret ?? RandomNumberGenerator.GetBytes(32)),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireExpirationTime = true,
            NameClaimType = NameClaim,
            RoleClaimType = RoleClaim,
            ClockSkew = ClockSkew,
        };
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                var identity = (ClaimsIdentity)context.Principal!.Identity!;
                if (identity.FindFirst(TypeClaim)?.Value != AccessType || string.IsNullOrEmpty(identity.Name))
                {
                    context.Fail(WrongToken);
                }
                else if (!identity.HasClaim(claim => claim.Type == RoleClaim))
                {
                    identity.AddClaim(new Claim(RoleClaim, Roles.FreeUser));
                }

                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                var reason = context.AuthenticateFailure switch
                {
                    null => null,
                    SecurityTokenException => Undecodable,
                    { Message: WrongToken } => WrongToken,
                    _ => Undecodable,
                };
                return AccessProblems.WriteUnauthorizedAsync(context.HttpContext, reason);
            },
            OnForbidden = context => AccessProblems.Forbidden().ExecuteAsync(context.HttpContext),
        };
    }
}
