using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.Core.Language;

/// <summary>
/// A point in time: all pages of a list are read from the index as it was for the first page. Later writes do not affect
/// them. The JSON member is <c>point_in_time</c>.
/// </summary>
/// <param name="KeepAlive">How long the point in time is kept until the next page is requested.</param>
public sealed partial record PointInTime(TimeSpan KeepAlive)
{
    /// <summary>The default keep-alive time.</summary>
    public static readonly TimeSpan DefaultKeepAlive = TimeSpan.FromMinutes(1);

    /// <summary>The maximum keep-alive time.</summary>
    public static readonly TimeSpan MaxKeepAlive = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The identifier that Elasticsearch assigned. Null for the first page. In JSON, it is the last value of the cursor.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>Reads a duration such as <c>30s</c> or <c>5m</c>.</summary>
    internal static TimeSpan? ReadKeepAlive(string text)
    {
        var match = Duration().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value == "s" ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
        return int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) * unit;
    }

    /// <summary>Formats a duration for <see cref="ReadKeepAlive"/>.</summary>
    public static string WriteKeepAlive(TimeSpan keepAlive) => string.Create(CultureInfo.InvariantCulture, $"{keepAlive.TotalSeconds:0}s");

    [GeneratedRegex("^(?<count>[0-9]{1,6})(?<unit>[sm])$", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
