using System.Globalization;
using Microsoft.Extensions.Options;
using Vql.Connectra.Answers;

namespace Vql.Connectra.Access;

/// <summary>Limits requests to <c>MAX_REQUESTS_PER_MINUTE</c> per minute. Probes do not count.</summary>
internal sealed class RateLimit(RequestDelegate next, TokenBucket bucket)
{
    public const string Key = "MAX_REQUESTS_PER_MINUTE";

    /// <summary>Reads the limit from the configuration. Returns null without a limit.</summary>
    /// <exception cref="OptionsValidationException">The limit is not a whole number.</exception>
    public static int? Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { } written || string.IsNullOrWhiteSpace(written))
        {
            return null;
        }

        const NumberStyles style = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return int.TryParse(written, style, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw new OptionsValidationException(
                Key,
                typeof(RateLimit),
                [$"{Key} must be a whole number (0 rejects all requests) or unset (no limit), not \"{written}\""]);
    }

    public Task InvokeAsync(HttpContext context) =>
        !ApiKey.IsProbe(context.Request) && bucket.Take() is { } wait ? Errors.RateLimitedAsync(context, wait) : next(context);
}
