using System.Globalization;
using Vql.Storage.Digests;

namespace Vql.SyncWorker.Verify;

/// <summary>Divides all UUIDs into ranges of a few thousand rows, by their first hexadecimal digits.</summary>
internal static class UuidRanges
{
    private const int RowsPerRange = 4000;
    private const int MaxDigits = 5;

    /// <summary>Returns the ranges for a number of rows. Together, they cover all strings, including invalid UUIDs.</summary>
    public static IReadOnlyList<UuidRange> For(long rows)
    {
        var digits = 0;
        while (digits < MaxDigits && rows >> (4 * digits) > RowsPerRange)
        {
            digits++;
        }

        var count = 1 << (4 * digits);
        return [.. Enumerable.Range(0, count).Select(number => new UuidRange(Bound(number), Bound(number + 1)))];

        string? Bound(int number) =>
            number == 0 || number == count ? null : number.ToString($"x{digits}", CultureInfo.InvariantCulture);
    }
}
