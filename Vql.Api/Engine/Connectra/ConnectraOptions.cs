using Microsoft.Extensions.Options;
using Vql.Api.Configuration;

namespace Vql.Api.Engine.Connectra;

/// <summary>Where Connectra is and how patient to be with it.</summary>
internal sealed record ConnectraOptions
{
    // Behind the search stands PostgreSQL with the same answer: whatever CONNECTRA_TIMEOUT allows,
    // nobody waits longer than this for the search alone.
    private const double LongestWait = 1;

    // What is left of it is for a second attempt. And a hang must end the attempt before the request calls it off, or the circuit
    // breaker learns nothing.
    private const double ShareOfAttempt = 0.8;

    public bool Enabled { get; private init; }

    public Uri BaseUrl { get; private init; } = new("http://localhost:8000/");

    public string? ApiKey { get; private init; }

    /// <summary>Whether Connectra is the Go service, which leaves parts of VQL out without a word.</summary>
    public bool IsGoService { get; private init; }

    /// <summary>For a whole request to Connectra, retries included.</summary>
    public TimeSpan Timeout { get; private init; }

    /// <summary>For one attempt.</summary>
    public TimeSpan AttemptTimeout { get; private init; }

    public int RetryAttempts { get; private init; } = 3;

    public TimeSpan RetryDelay { get; private init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the <c>CONNECTRA_*</c> variables.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong; its failures name every faulty key.</exception>
    public static ConnectraOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        var timeout = settings.Number("CONNECTRA_TIMEOUT", 30, 0.05, 600);
        var longest = settings.Number("VQL_SEARCH_TIMEOUT", LongestWait, 0.05, 600);
        var options = new ConnectraOptions
        {
            Enabled = settings.Flag("CONNECTRA_ENABLED"),
            BaseUrl = settings.Address("CONNECTRA_BASE_URL", "http://localhost:8000"),
            ApiKey = settings.Text("CONNECTRA_API_KEY"),
            IsGoService = settings.Flag("CONNECTRA_GO_SERVICE"),
            Timeout = TimeSpan.FromSeconds(Math.Min(timeout, longest)),
            AttemptTimeout = TimeSpan.FromSeconds(Math.Min(timeout, longest) * ShareOfAttempt),
            RetryAttempts = (int)settings.Number("CONNECTRA_RETRY_ATTEMPTS", 3, 0, 10),
            RetryDelay = settings.Seconds("CONNECTRA_RETRY_DELAY", 1, 0, 60),
        };
        return settings.Faults.Count == 0 ? options : throw new OptionsValidationException("Connectra", typeof(ConnectraOptions), settings.Faults);
    }

    /// <summary>Hides the key, so that options can be logged.</summary>
    public override string ToString() => Enabled ? "Connectra, enabled" : "Connectra, disabled";
}
