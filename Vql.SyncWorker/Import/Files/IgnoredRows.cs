using System.Globalization;

namespace Vql.SyncWorker.Import.Files;

/// <summary>Counts rows that are ignored for the same reason.</summary>
/// <param name="one">The noun for one row.</param>
/// <param name="several">The noun for several rows.</param>
internal sealed class IgnoredRows(string one, string several)
{
    private long _count;
    private long _first;

    /// <summary>Counts a row.</summary>
    public void Add(long line)
    {
        _first = _count == 0 ? line : _first;
        _count++;
    }

    /// <summary>Returns the notice for the report, and resets the count. Returns null if there are no rows.</summary>
    public string? TakeNotice()
    {
        var count = _count;
        _count = 0;
        return count switch
        {
            0 => null,
            1 => $"1 {one} was ignored: line {_first}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {several} were ignored, the first in line {_first}"),
        };
    }
}
