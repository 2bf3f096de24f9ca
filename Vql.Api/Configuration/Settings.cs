using System.Globalization;

namespace Vql.Api.Configuration;

/// <summary>Reads settings and collects all invalid ones, to report them together.</summary>
internal sealed class Settings(IConfiguration configuration)
{
    /// <summary>One line for each invalid setting.</summary>
    public List<string> Faults { get; } = [];

    public string? Text(string key) => configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>Reads values that are separated by commas.</summary>
    public string[] List(string key) =>
        (Text(key) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool Flag(string key)
    {
        switch (Text(key)?.ToLowerInvariant())
        {
            case null or "false" or "0" or "no" or "off":
                return false;
            case "true" or "1" or "yes" or "on":
                return true;
            case var other:
                Faults.Add($"{key} must be true or false, not \"{other}\"");
                return false;
        }
    }

    public double Number(string key, double defaultValue, double minimum, double maximum)
    {
        if (Text(key) is not { } text)
        {
            return defaultValue;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum)
        {
            return number;
        }

        Faults.Add(string.Create(
            CultureInfo.InvariantCulture, $"{key} must be a number from {minimum} to {maximum}, not \"{text}\""));
        return defaultValue;
    }

    public TimeSpan Seconds(string key, double defaultValue, double minimum, double maximum) =>
        TimeSpan.FromSeconds(Number(key, defaultValue, minimum, maximum));

    /// <summary>Reads a number of seconds, or a time span such as <c>00:00:30</c>.</summary>
    public TimeSpan Duration(string key, double defaultValue, double maximum)
    {
        if (Text(key) is { } text && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span.TotalSeconds <= maximum)
        {
            return span;
        }

        return Seconds(key, defaultValue, 0, maximum);
    }

    public Uri Address(string key, string defaultValue)
    {
        var text = Text(key) ?? defaultValue;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && address.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            return address;
        }

        Faults.Add($"{key} must be a URL such as http://localhost:8000");
        return new Uri(defaultValue);
    }
}
