using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vql.SyncWorker.Run;

/// <summary>The options of the long-running worker.</summary>
/// <param name="VerifyInterval">The interval at which everything is compared and repaired.</param>
internal sealed record WorkerOptions(TimeSpan VerifyInterval)
{
    private const string IntervalKey = "VQL_VERIFY_INTERVAL";
    private const double DefaultSeconds = 86_400;

    /// <summary>Reads the options from the configuration.</summary>
    /// <exception cref="OptionsValidationException">The setting is invalid. The failures name it.</exception>
    public static WorkerOptions Read(IConfiguration configuration)
    {
        var text = configuration[IntervalKey];
        var seconds = DefaultSeconds;
        if (!string.IsNullOrWhiteSpace(text)
            && (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds)
                || seconds is not (>= 1 and <= 30 * 86_400)))
        {
            throw new OptionsValidationException(
                "Worker", typeof(WorkerOptions), [$"{IntervalKey} must be a number of seconds from 1 to 2592000, not \"{text}\""]);
        }

        return new WorkerOptions(TimeSpan.FromSeconds(seconds));
    }
}
