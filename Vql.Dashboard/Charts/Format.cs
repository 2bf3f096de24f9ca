using System.Globalization;

namespace Vql.Dashboard.Charts;

/// <summary>Formats values for the pages. All times are UTC.</summary>
internal static class Format
{
    private const string None = "–";

    /// <summary>Formats a time with its date.</summary>
    public static string Time(DateTimeOffset? at) => at is { } known
        ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : None;

    /// <summary>Formats a time for the axis of a chart: with its date if the chart is longer than a day.</summary>
    public static string Tick(DateTimeOffset at, TimeSpan length) =>
        at.UtcDateTime.ToString(length > TimeSpan.FromDays(1) ? "MM-dd HH:mm" : "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Formats a duration as its largest unit.</summary>
    public static string Duration(TimeSpan length) => length switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes:0} min"),
        { TotalHours: < 36 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{length.TotalDays:0} days"),
    };

    /// <summary>Formats milliseconds.</summary>
    public static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => None,
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms"),
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
    };

    /// <summary>Formats a number of bytes.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => None,
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} kB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GB"),
    };

    /// <summary>Formats a share of a total as a percentage.</summary>
    public static string Share(long part, long total) => total == 0
        ? None : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / total:0.##} %");

    /// <summary>Formats a number.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Formats JSON with line breaks.</summary>
    public static string Json(string json)
    {
        try
        {
            return System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString(Indented);
        }
        catch (System.Text.Json.JsonException)
        {
            return json;
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
