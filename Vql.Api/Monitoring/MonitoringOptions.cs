using Microsoft.Extensions.Options;
using Vql.Api.Configuration;

namespace Vql.Api.Monitoring;

/// <summary>The options of monitoring.</summary>
/// <param name="IsEnabled">Whether figures are recorded and written to PostgreSQL.</param>
internal sealed record MonitoringOptions(bool IsEnabled)
{
    private const string EnabledKey = "VQL_MONITORING";

    /// <summary>Reads the options. Default: enabled.</summary>
    /// <exception cref="OptionsValidationException">The value is invalid.</exception>
    public static MonitoringOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        var options = new MonitoringOptions(settings.Text(EnabledKey) is null || settings.Flag(EnabledKey));
        return settings.Faults.Count == 0
            ? options
            : throw new OptionsValidationException("monitoring", typeof(MonitoringOptions), settings.Faults);
    }
}
