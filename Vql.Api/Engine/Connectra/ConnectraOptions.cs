using Microsoft.Extensions.Options;
using Vql.Api.Configuration;

namespace Vql.Api.Engine.Connectra;

/// <summary>The address and the timeouts of Connectra.</summary>
internal sealed record ConnectraOptions
{
    // PostgreSQL can answer instead, so no request waits longer for the search, even if CONNECTRA_TIMEOUT allows it.
    private const double DefaultMaxTimeout = 1;

    // The rest is for a second attempt. A hanging attempt must time out before the request does, or the circuit breaker
    // does not count it.
    private const double AttemptShare = 0.8;

    public bool Enabled { get; private init; }

    public Uri BaseUrl { get; private init; } = new("http://localhost:8000/");

    public string? ApiKey { get; private init; }

    /// <summary>Whether Connectra is the Go service, which ignores parts of VQL.</summary>
    public bool IsGoService { get; private init; }

    /// <summary>The timeout of a request to Connectra, including retries.</summary>
    public TimeSpan Timeout { get; private init; }

    /// <summary>The timeout of one attempt.</summary>
    public TimeSpan AttemptTimeout { get; private init; }

    public int RetryAttempts { get; private init; } = 3;

    public TimeSpan RetryDelay { get; private init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the <c>CONNECTRA_*</c> variables.</summary>
    /// <exception cref="OptionsValidationException">A value is invalid. The failures name every invalid variable.</exception>
    public static ConnectraOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        var timeout = settings.Number("CONNECTRA_TIMEOUT", 30, 0.05, 600);
        var maximum = settings.Number("VQL_SEARCH_TIMEOUT", DefaultMaxTimeout, 0.05, 600);
        var options = new ConnectraOptions
        {
            Enabled = settings.Flag("CONNECTRA_ENABLED"),
            BaseUrl = settings.Address("CONNECTRA_BASE_URL", "http://localhost:8000"),
            ApiKey = settings.Text("CONNECTRA_API_KEY"),
            IsGoService = settings.Flag("CONNECTRA_GO_SERVICE"),
            Timeout = TimeSpan.FromSeconds(Math.Min(timeout, maximum)),
            AttemptTimeout = TimeSpan.FromSeconds(Math.Min(timeout, maximum) * AttemptShare),
            RetryAttempts = (int)settings.Number("CONNECTRA_RETRY_ATTEMPTS", 3, 0, 10),
            RetryDelay = settings.Seconds("CONNECTRA_RETRY_DELAY", 1, 0, 60),
        };
        return settings.Faults.Count == 0
            ? options
            : throw new OptionsValidationException("Connectra", typeof(ConnectraOptions), settings.Faults);
    }

    /// <summary>Returns a text without the API key, for logs.</summary>
    public override string ToString() => Enabled ? "Connectra, enabled" : "Connectra, disabled";
}
