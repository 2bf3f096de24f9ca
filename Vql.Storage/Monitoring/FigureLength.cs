namespace Vql.Storage.Monitoring;

/// <summary>
/// SQL for the lengths of stored figures: 1, 10 and 60 minutes. All three are written, so that a window reads few rows.
/// </summary>
internal static class FigureLength
{
    /// <summary>The array of the lengths in minutes.</summary>
    public const string All = "array[1, 10, 60]";

    /// <summary>The lengths, with the start of the figures that contain the time in the parameter <c>$1</c>.</summary>
    public const string Starts =
        $"(select minutes, date_bin(minutes * interval '1 minute', $1, 'epoch') as started_at from unnest({All}) as minutes) as length";
}
