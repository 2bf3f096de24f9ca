using System.Security.Cryptography;
using System.Text;

namespace Vql.SearchNode.Http;

/// <summary>Authenticates requests as the user <c>elastic</c>. Disabled if the node has no password.</summary>
internal sealed class BasicAuthentication(RequestDelegate next, NodeOptions options)
{
    private readonly byte[]? _expected = options.Password is { } password
        ? Encoding.UTF8.GetBytes("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:" + password)))
        : null;

    public async Task InvokeAsync(HttpContext context)
    {
        var credentials = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        if (_expected is null || context.Request.Path == "/alive" || CryptographicOperations.FixedTimeEquals(credentials, _expected))
        {
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Basic realm=\"security\", charset=\"UTF-8\"";
        throw new NodeException(401, "security_exception", credentials.Length == 0
            ? $"missing authentication credentials for REST request [{context.Request.Path}]"
            : "unable to authenticate user for REST request");
    }
}
