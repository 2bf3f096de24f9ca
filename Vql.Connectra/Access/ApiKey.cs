using System.Security.Cryptography;
using System.Text;
using Vql.Connectra.Answers;

namespace Vql.Connectra.Access;

/// <summary>
/// Authenticates requests by the API key. Without a configured key, all requests are rejected. Probes require no key.
/// </summary>
internal sealed class ApiKey(RequestDelegate next, IConfiguration configuration)
{
    public const string Key = "API_KEY";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(configuration[Key] ?? "");

    /// <summary>Returns whether a request is a CORS preflight or a health probe.</summary>
    public static bool IsProbe(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) || request.Path.Value is "/health" or "/alive" or "/ready";

    public Task InvokeAsync(HttpContext context)
    {
        var provided = Encoding.UTF8.GetBytes(context.Request.Headers["X-API-Key"].ToString());
        return IsProbe(context.Request) || (_key.Length > 0 && CryptographicOperations.FixedTimeEquals(provided, _key))
            ? next(context)
            : Errors.UnauthorizedAsync(context);
    }
}
