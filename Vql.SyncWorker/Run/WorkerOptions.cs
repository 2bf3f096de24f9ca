using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vql.SyncWorker.Run;

/// <summary>How the worker that stays works.</summary>
/// <param name="Interval">From the end of a full sync to the next.</param>
internal sealed record WorkerOptions(TimeSpan Interval)
{
    private const string IntervalKey = "VQL_SYNC_INTERVAL";
    private const double DefaultSeconds = 300;

    /// <exception cref="OptionsValidationException">Something is wrong; its failures name the faulty key.</exception>
    public static WorkerOptions Read(IConfiguration configuration)
    {
        var text = configuration[IntervalKey];
        var seconds = DefaultSeconds;
        if (!string.IsNullOrWhiteSpace(text)
            && (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) || seconds is not (>= 1 and <= 86_400)))
        {
            throw new OptionsValidationException(
                "Worker", typeof(WorkerOptions), [$"{IntervalKey} must be a number of seconds from 1 to 86400, not \"{text}\""]);
        }

        return new WorkerOptions(TimeSpan.FromSeconds(seconds));
    }
}
