using System.Globalization;

namespace Vql.Api.Configuration;

/// <summary>Reads settings and gathers what is wrong with them, so that all faults are told at once.</summary>
internal sealed class Settings(IConfiguration configuration)
{
    /// <summary>One line for each faulty key.</summary>
    public List<string> Faults { get; } = [];

    public string? Text(string key) => configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

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

    public double Number(string key, double missing, double least, double most)
    {
        if (Text(key) is not { } text)
        {
            return missing;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Faults.Add(string.Create(CultureInfo.InvariantCulture, $"{key} must be a number from {least} to {most}, not \"{text}\""));
        return missing;
    }

    public TimeSpan Seconds(string key, double missing, double least, double most) => TimeSpan.FromSeconds(Number(key, missing, least, most));

    /// <summary>A number of seconds, or a span such as <c>00:00:30</c>.</summary>
    public TimeSpan Duration(string key, double missing, double most)
    {
        if (Text(key) is { } text && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span.TotalSeconds <= most)
        {
            return span;
        }

        return Seconds(key, missing, 0, most);
    }

    public Uri Address(string key, string missing)
    {
        var text = Text(key) ?? missing;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            return address;
        }

        Faults.Add($"{key} must be an address like http://localhost:8000");
        return new Uri(missing);
    }
}
