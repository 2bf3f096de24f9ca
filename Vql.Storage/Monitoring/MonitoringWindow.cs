namespace Vql.Storage.Monitoring;

/// <summary>A period of figures that ends now.</summary>
/// <param name="Name">The name, such as <c>1h</c>.</param>
/// <param name="Length">The length.</param>
/// <param name="Step">The length of a point of a chart.</param>
/// <param name="Minutes">The length of the stored figures that are read: 1, 10 or 60 minutes.</param>
public sealed record MonitoringWindow(string Name, TimeSpan Length, TimeSpan Step, int Minutes)
{
    /// <summary>All windows, the shortest first.</summary>
    public static IReadOnlyList<MonitoringWindow> All { get; } =
    [
        OfMinutes("5m", 5, 1, 1), OfMinutes("15m", 15, 1, 1), OfMinutes("30m", 30, 1, 1), OfMinutes("1h", 60, 1, 1),
        OfMinutes("3h", 180, 2, 1), OfMinutes("6h", 360, 5, 1), OfMinutes("12h", 720, 10, 10), OfMinutes("24h", 1440, 20, 10),
        OfMinutes("7d", 7 * 1440, 120, 60), OfMinutes("30d", 30 * 1440, 480, 60),
    ];

    /// <summary>The default window.</summary>
    public static MonitoringWindow Default { get; } = All[3];

    /// <summary>Returns the window with a name. Null if there is none.</summary>
    public static MonitoringWindow? Find(string name) => All.FirstOrDefault(window => window.Name == name);

    /// <summary>Returns the start of the step that contains a time.</summary>
    public DateTimeOffset StepOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Step.Ticks), TimeSpan.Zero);

    private static MonitoringWindow OfMinutes(string name, int length, int step, int minutes) =>
        new(name, TimeSpan.FromMinutes(length), TimeSpan.FromMinutes(step), minutes);
}
