using System.Globalization;
using Microsoft.Extensions.Options;

namespace Vql.Api.Vql;

/// <summary>Where Connectra is and how patient to be with it.</summary>
internal sealed record ConnectraOptions
{
    // Behind the search stands PostgreSQL with the same answer: whatever CONNECTRA_TIMEOUT allows,
    // nobody waits longer than this for the search alone.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(2);

    public bool Enabled { get; private init; }

    public Uri BaseUrl { get; private init; } = new("http://localhost:8000/");

    public string? ApiKey { get; private init; }

    /// <summary>For a whole query, retries included.</summary>
    public TimeSpan Timeout { get; private init; } = LongestWait;

    /// <summary>For one attempt.</summary>
    public TimeSpan AttemptTimeout => Timeout < LongestAttempt ? Timeout : LongestAttempt;

    public int RetryAttempts { get; private init; } = 3;

    public TimeSpan RetryDelay { get; private init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the six <c>CONNECTRA_*</c> variables.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong; its failures name every faulty key.</exception>
    public static ConnectraOptions Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var timeout = Number(configuration, "CONNECTRA_TIMEOUT", 30, 0.05, 600, faults);
        var options = new ConnectraOptions
        {
            Enabled = Flag(configuration, "CONNECTRA_ENABLED", faults),
            BaseUrl = Address(configuration, "CONNECTRA_BASE_URL", "http://localhost:8000", faults),
            ApiKey = configuration["CONNECTRA_API_KEY"] is { Length: > 0 } key ? key : null,
            Timeout = TimeSpan.FromSeconds(Math.Min(timeout, LongestWait.TotalSeconds)),
            RetryAttempts = (int)Number(configuration, "CONNECTRA_RETRY_ATTEMPTS", 3, 0, 10, faults),
            RetryDelay = TimeSpan.FromSeconds(Number(configuration, "CONNECTRA_RETRY_DELAY", 1, 0, 60, faults)),
        };
        return faults.Count == 0 ? options : throw new OptionsValidationException("Connectra", typeof(ConnectraOptions), faults);
    }

    /// <summary>Hides the key, so that options can be logged.</summary>
    public override string ToString() => Enabled ? "Connectra, enabled" : "Connectra, disabled";

    private static bool Flag(IConfiguration configuration, string key, List<string> faults)
    {
        switch (configuration[key]?.Trim().ToLowerInvariant())
        {
            case null or "" or "false" or "0" or "no" or "off":
                return false;
            case "true" or "1" or "yes" or "on":
                return true;
            case var other:
                faults.Add($"{key} must be true or false, not \"{other}\"");
                return false;
        }
    }

    private static Uri Address(IConfiguration configuration, string key, string missing, List<string> faults)
    {
        var text = configuration[key] is { Length: > 0 } given ? given : missing;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            return address;
        }

        faults.Add($"{key} must be an address like http://localhost:8000");
        return new Uri(missing);
    }

    private static double Number(IConfiguration configuration, string key, double missing, double least, double most, List<string> faults)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return missing;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        faults.Add(string.Create(CultureInfo.InvariantCulture, $"{key} must be a number from {least} to {most}, not \"{text}\""));
        return missing;
    }
}
