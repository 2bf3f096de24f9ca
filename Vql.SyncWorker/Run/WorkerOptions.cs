using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vql.SyncWorker.Run;

/// <summary>How the worker that stays works.</summary>
/// <param name="VerifyInterval">How often everything is compared, and mended where it differs.</param>
internal sealed record WorkerOptions(TimeSpan VerifyInterval)
{
    private const string IntervalKey = "VQL_VERIFY_INTERVAL";
    private const double DefaultSeconds = 86_400;

    /// <exception cref="OptionsValidationException">Something is wrong; its failures name the faulty key.</exception>
    public static WorkerOptions Read(IConfiguration configuration)
    {
        var text = configuration[IntervalKey];
        var seconds = DefaultSeconds;
        if (!string.IsNullOrWhiteSpace(text)
            && (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) || seconds is not (>= 1 and <= 30 * 86_400)))
        {
            throw new OptionsValidationException(
                "Worker", typeof(WorkerOptions), [$"{IntervalKey} must be a number of seconds from 1 to 2592000, not \"{text}\""]);
        }

        return new WorkerOptions(TimeSpan.FromSeconds(seconds));
    }
}
