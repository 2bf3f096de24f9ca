namespace Vql.Dashboard.Charts;

/// <summary>A line of a chart, in milliseconds.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Class">The CSS classes with its color and its dashes.</param>
/// <param name="Total">The value of the whole window; null without data.</param>
/// <param name="ValueOf">Returns the value of a point; null without data.</param>
public sealed record ChartLine(string Name, string Class, double? Total, Func<int, double?> ValueOf);
