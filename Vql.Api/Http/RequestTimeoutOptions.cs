using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using Vql.Api.Answers;
using Vql.Api.Configuration;

namespace Vql.Api.Http;

/// <summary>How long any request may take; only streams take as long as they have rows.</summary>
/// <param name="Whole">The time.</param>
internal sealed record RequestTimeoutOptions(TimeSpan Whole)
{
    private const string Key = "API_REQUEST_TIMEOUT";

    /// <summary>Lets what has begun to stream go on for as long as it takes.</summary>
    public static void Disable(HttpContext context) => context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();

    /// <summary>Reads the variable.</summary>
    /// <exception cref="OptionsValidationException">It is wrong.</exception>
    public static RequestTimeoutOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        var limit = new RequestTimeoutOptions(settings.Seconds(Key, 30, 0.1, 600));
        return settings.Faults.Count == 0 ? limit : throw new OptionsValidationException("time limit", typeof(RequestTimeoutOptions), settings.Faults);
    }
}

/// <summary>Registers the limit.</summary>
internal static class RequestTimeoutRegistration
{
    public static void AddRequestTimeout(this WebApplicationBuilder builder)
    {
        var limit = RequestTimeoutOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(limit);
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = limit.Whole,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = context => Problems.TooLate(limit.Whole).ExecuteAsync(context),
        });
    }
}
