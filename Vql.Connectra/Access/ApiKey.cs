using System.Security.Cryptography;
using System.Text;
using Vql.Connectra.Answers;

namespace Vql.Connectra.Access;

/// <summary>Lets only those in who send the key; without a key configured, nobody. Health is for everybody.</summary>
internal sealed class ApiKey(RequestDelegate next, IConfiguration configuration)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(configuration["API_KEY"] ?? "");

    public Task InvokeAsync(HttpContext context)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers["X-API-Key"].ToString());
        return HttpMethods.IsOptions(context.Request.Method)
            || context.Request.Path.Value is "/health" or "/alive" or "/ready"
            || (_key.Length > 0 && CryptographicOperations.FixedTimeEquals(given, _key))
            ? next(context)
            : Errors.UnauthorizedAsync(context);
    }
}
