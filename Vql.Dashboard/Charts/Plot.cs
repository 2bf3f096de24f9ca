using System.Globalization;
using Vql.Storage.Monitoring;

namespace Vql.Dashboard.Charts;

/// <summary>The points of a chart over time.</summary>
/// <param name="Window">The window.</param>
/// <param name="Points">The start of each point, and whether there is data of it.</param>
public sealed record Timeline(MonitoringWindow Window, IReadOnlyList<(DateTimeOffset At, bool HasData)> Points)
{
    /// <summary>Returns the points of figures.</summary>
    public static Timeline Of(MonitoringSeries series) =>
        new(series.Window, [.. series.Points.Select(point => (point.At, point.Outcomes is not null))]);
}

/// <summary>The coordinates of a chart over time.</summary>
/// <param name="timeline">The points.</param>
internal sealed class Plot(Timeline timeline)
{
    public const int Width = 800;
    public const int Height = 220;
    public const int Left = 60;
    public const int Right = 10;
    public const int Top = 10;
    public const int Bottom = 30;
    private const int Ticks = 5;
    private const int LabelWidth = 80;

    private readonly DateTimeOffset _first = timeline.Points.Count > 0 ? timeline.Points[0].At : default;

    /// <summary>The width of a point.</summary>
    public double Step => (double)(Width - Left - Right) / Math.Max(timeline.Points.Count, 1);

    /// <summary>The y coordinate of the lower end.</summary>
    public static int Base => Height - Bottom;

    /// <summary>Returns the x coordinate of the start of a point.</summary>
    public double XOf(int point) => Left + (point * Step);

    /// <summary>Returns the x coordinate of a time. Null if the chart does not contain it.</summary>
    public double? XOf(DateTimeOffset at)
    {
        var place = (at - _first) / timeline.Window.Step;
        return place < 0 || place > timeline.Points.Count ? null : Left + (place * Step);
    }

    /// <summary>Returns the points with a label on the axis. A label that does not fit before the end is omitted.</summary>
    public IEnumerable<(double X, string Text)> TicksOfTime()
    {
        var every = Math.Max(1, timeline.Points.Count / Ticks);
        for (var point = 0; point < timeline.Points.Count && XOf(point) <= Width - LabelWidth; point += every)
        {
            yield return (XOf(point), Format.Tick(timeline.Points[point].At, timeline.Window.Length));
        }
    }

    /// <summary>Formats a coordinate.</summary>
    public static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>A stacked part of a bar.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Class">The CSS class with its color.</param>
/// <param name="CallsOf">Returns its number of calls.</param>
internal sealed record StackPart(string Name, string Class, Func<OutcomeTally, long> CallsOf)
{
    // The classes of the reasons repeat beyond this number. The legend and the table name every reason.
    private const int ReasonClasses = 6;

    /// <summary>Returns the parts of a chart: the search, PostgreSQL by design, each fallback reason, and errors.</summary>
    public static IReadOnlyList<StackPart> Of(OutcomeTally total)
    {
        var reasons = total.Fallbacks.Keys.Select((reason, index) => new StackPart(
            $"PostgreSQL: {reason}", $"reason{index % ReasonClasses}", tally => tally.Fallbacks.GetValueOrDefault(reason)));
        return
        [
            new("Search", "search", tally => tally[AnswerSource.Search].Calls),
            new(
                "PostgreSQL by design", "database", tally => tally[AnswerSource.Database].Calls - tally.Fallbacks.Values.Sum()),
            .. reasons,
            new("Not answered", "error", tally => tally[AnswerSource.Error].Calls),
        ];
    }
}
