using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
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

    private static readonly string[] SingleClaims = [NameClaim, RoleClaim, TypeClaim];

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
                if (identity.FindFirst(TypeClaim)?.Value != AccessType || string.IsNullOrEmpty(identity.Name)
                    || !HasSingleValues(context.SecurityToken))
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

    // The claims of an identity do not distinguish a value from an array with that value. An array could contain several roles.
    private static bool HasSingleValues(SecurityToken token)
    {
        if (token is not JsonWebToken { EncodedPayload: { } payload })
        {
            return false;
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        return SingleClaims.All(name => claims.RootElement.EnumerateObject().Count(claim => claim.Name == name) <= 1
            && (!claims.RootElement.TryGetProperty(name, out var value)
                || value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object)));
    }
}
