using System.Globalization;
using Microsoft.Extensions.Options;
using Vql.Connectra.Answers;

namespace Vql.Connectra.Access;

/// <summary>Lets so many requests a minute in as <c>MAX_REQUESTS_PER_MINUTE</c> says. Probes are for free.</summary>
internal sealed class RateLimit(RequestDelegate next, TokenBucket bucket)
{
    public const string Key = "MAX_REQUESTS_PER_MINUTE";

    /// <summary>The configured limit; null when there is none.</summary>
    /// <exception cref="OptionsValidationException">It is no whole number.</exception>
    public static int? Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { } written || string.IsNullOrWhiteSpace(written))
        {
            return null;
        }

        return int.TryParse(written, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw new OptionsValidationException(
                Key, typeof(RateLimit), [$"{Key} must be a whole number from 0 (refuse everything), or unset for no limit, not \"{written}\""]);
    }

    public Task InvokeAsync(HttpContext context) =>
        !ApiKey.IsProbe(context.Request) && bucket.Take() is { } wait ? Errors.RateLimitedAsync(context, wait) : next(context);
}
