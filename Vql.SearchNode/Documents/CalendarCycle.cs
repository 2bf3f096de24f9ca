namespace Vql.SearchNode.Documents;

/// <summary>
/// The period after which the calendar repeats with its weekdays. The first and the last year are computed in another cycle, because
/// their local times, and the starts of their intervals, can be outside of the years that .NET supports.
/// </summary>
internal static class CalendarCycle
{
    /// <summary>The number of years.</summary>
    public const int Years = 400;

    /// <summary>The length in milliseconds.</summary>
    public const long Length = 146_097L * 86_400_000;

    private static readonly long Second = new DateTimeOffset(2, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long Last = new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Returns the number of cycles to subtract before a date is computed: -1, 0 or 1.</summary>
    public static int Of(long milliseconds) => milliseconds < Second ? -1 : milliseconds >= Last ? 1 : 0;
}
