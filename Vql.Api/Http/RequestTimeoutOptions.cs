using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using Vql.Api.Answers;
using Vql.Api.Configuration;

namespace Vql.Api.Http;

/// <summary>The request timeout. Streams have none.</summary>
/// <param name="Whole">The timeout.</param>
internal sealed record RequestTimeoutOptions(TimeSpan Timeout)
{
    private const string Key = "API_REQUEST_TIMEOUT";

    /// <summary>Disables the timeout of a request.</summary>
    public static void Disable(HttpContext context) => context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();

    /// <summary>Reads <c>API_REQUEST_TIMEOUT</c>.</summary>
    /// <exception cref="OptionsValidationException">The value is invalid.</exception>
    public static RequestTimeoutOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        var options = new RequestTimeoutOptions(settings.Seconds(Key, 30, 0.1, 600));
        return settings.Faults.Count == 0
            ? options
            : throw new OptionsValidationException("request timeout", typeof(RequestTimeoutOptions), settings.Faults);
    }
}

/// <summary>Registers the request timeout.</summary>
internal static class RequestTimeoutRegistration
{
    public static void AddRequestTimeout(this WebApplicationBuilder builder)
    {
        var options = RequestTimeoutOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = options.Timeout,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = context => Problems.TimedOut(options.Timeout).ExecuteAsync(context),
        });
    }
}
