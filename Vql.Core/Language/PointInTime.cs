using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.Core.Language;

/// <summary>
/// A list over the index as it was when its first page was asked for, <c>point_in_time</c> on the wire:
/// rows written meanwhile neither appear nor move others from page to page.
/// </summary>
/// <param name="KeepAlive">How long the next page may take to be asked for.</param>
public sealed partial record PointInTime(TimeSpan KeepAlive)
{
    /// <summary>How long when nothing is said.</summary>
    public static readonly TimeSpan DefaultKeepAlive = TimeSpan.FromMinutes(1);

    /// <summary>The longest time.</summary>
    public static readonly TimeSpan LongestKeepAlive = TimeSpan.FromMinutes(10);

    /// <summary>The engine's name for it; null on the first page. On the wire it is the last value of the cursor.</summary>
    public string? Id { get; init; }

    /// <summary>Reads a time such as <c>30s</c> or <c>5m</c>.</summary>
    internal static TimeSpan? ReadKeepAlive(string text)
    {
        var match = Duration().Match(text);
        return match.Success
            ? int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) * (match.Groups["unit"].Value == "s" ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1))
            : null;
    }

    /// <summary>Writes a time as <see cref="ReadKeepAlive"/> reads it.</summary>
    public static string WriteKeepAlive(TimeSpan keepAlive) => string.Create(CultureInfo.InvariantCulture, $"{keepAlive.TotalSeconds:0}s");

    [GeneratedRegex("^(?<count>[0-9]{1,6})(?<unit>[sm])$", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
