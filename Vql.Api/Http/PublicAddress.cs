using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.HttpOverrides;
using Vql.Api.Configuration;

namespace Vql.Api.Http;

/// <summary>
/// Gives each request the public address of the API, so that links contain it. A host that is not allowed is removed: links are
/// then relative, and no answer contains a host that the client made up.
/// </summary>
internal sealed class PublicAddress(RequestDelegate next, PublicUrlOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (options.BaseUrl is { } url)
        {
            request.Scheme = url.Scheme;
            request.Host = new HostString(url.Authority);
            request.PathBase = PathString.FromUriComponent(url.AbsolutePath.TrimEnd('/'));
        }
        else if (!options.IsAllowed(request.Host))
        {
            request.Host = default;
        }

        return next(context);
    }

    /// <summary>Returns the URL of a request with another query: absolute if its host is known, otherwise relative.</summary>
    public static string Link(HttpRequest request, QueryString query) => request.Host.HasValue
        ? UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, query)
        : UriHelper.BuildRelative(request.PathBase, request.Path, query);
}

/// <summary>Registers the public address and the forwarded headers of proxies.</summary>
internal static class PublicAddressRegistration
{
    public static void AddPublicAddress(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(PublicUrlOptions.Read(builder.Configuration, builder.Environment.IsDevelopment()));

        // ASPNETCORE_FORWARDEDHEADERS_ENABLED, which hosting platforms set, would trust the headers of every client.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.None);
    }

    public static void UsePublicAddress(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<PublicUrlOptions>();
        if (options.ForwardedHeaders != ForwardedHeaders.None)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = options.ForwardedHeaders };
            if (options.Proxies.Count > 0)
            {
                forwarded.KnownProxies.Clear();
                forwarded.KnownIPNetworks.Clear();
                foreach (var network in options.Proxies)
                {
                    forwarded.KnownIPNetworks.Add(network);
                }
            }

            app.UseForwardedHeaders(forwarded);
        }

        app.UseMiddleware<PublicAddress>();
    }
}
