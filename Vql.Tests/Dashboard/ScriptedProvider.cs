using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Vql.Tests.Dashboard;

/// <summary>A provider of OpenID Connect that confirms every login, with the claims that a test sets.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private const string KeyId = "key-1";

    private readonly WebApplication _host;
    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string? Nonce, string? Challenge)> _codes = new();

    private ScriptedProvider(WebApplication host)
    {
        _host = host;
        host.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = Url,
            ["authorization_endpoint"] = $"{Url}/authorize",
            ["token_endpoint"] = $"{Url}/token",
            ["jwks_uri"] = $"{Url}/keys",
        });
        host.MapGet("/keys", () =>
        {
            var key = _key.ExportParameters(includePrivateParameters: false);
            return Results.Json(new
            {
                keys = new[]
                {
                    new { kty = "RSA", kid = KeyId, use = "sig", alg = "RS256", n = Encode(key.Modulus!), e = Encode(key.Exponent!) },
                },
            });
        });
        host.MapGet("/authorize", Authorize);
        host.MapPost("/token", TokenAsync);
    }

    /// <summary>The address, which is also the issuer.</summary>
    public string Url => _host.Urls.First();

    /// <summary>The claims of the user, in addition to the subject.</summary>
    public Dictionary<string, object> Claims { get; } = [];

    /// <summary>Whether the tokens are signed by another key than the published one.</summary>
    public bool ForgesTokens { get; set; }

    public static async Task<ScriptedProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var provider = new ScriptedProvider(builder.Build());
        await provider._host.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
        _key.Dispose();
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["nonce"], query["code_challenge"]);
        return Results.Redirect(QueryHelpers.AddQueryString(
            query["redirect_uri"]!, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"]!, out var code)
            || Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) != code.Challenge)
        {
            return Results.BadRequest(new { error = "invalid_grant" });
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = new Dictionary<string, object>(Claims)
        {
            ["iss"] = Url,
            ["sub"] = "user-1",
            ["aud"] = "vql-dashboard",
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = code.Nonce!,
        };
        return Results.Json(new { access_token = "access", token_type = "Bearer", id_token = Sign(payload) });
    }

    private string Sign(Dictionary<string, object> payload)
    {
        var header = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", kid = KeyId, typ = "JWT" }));
        var content = $"{header}.{Encode(JsonSerializer.SerializeToUtf8Bytes(payload))}";
        using var forged = RSA.Create(2048);
        var signature = (ForgesTokens ? forged : _key).SignData(
            Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Encode(signature)}";
    }

    private static string Encode(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
}
