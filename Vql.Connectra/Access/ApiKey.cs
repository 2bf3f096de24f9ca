using System.Security.Cryptography;
using System.Text;
using Vql.Connectra.Answers;

namespace Vql.Connectra.Access;

/// <summary>Lets only those in who send the key; without a key configured, nobody. Health is for everybody.</summary>
internal sealed class ApiKey(RequestDelegate next, IConfiguration configuration)
{
    public const string Key = "API_KEY";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(configuration[Key] ?? "");

    /// <summary>Whether a browser or an orchestrator only asks if the service is there.</summary>
    public static bool IsProbe(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) || request.Path.Value is "/health" or "/alive" or "/ready";

    public Task InvokeAsync(HttpContext context)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers["X-API-Key"].ToString());
        return IsProbe(context.Request) || (_key.Length > 0 && CryptographicOperations.FixedTimeEquals(given, _key))
            ? next(context)
            : Errors.UnauthorizedAsync(context);
    }
}
