using System.Globalization;
using Vql.Storage.Digests;

namespace Vql.SyncWorker.Verify;

/// <summary>Cuts all uuids into ranges of some thousand rows each, by their first hexadecimal digits.</summary>
internal static class UuidRanges
{
    private const int RowsPerRange = 4000;
    private const int MostDigits = 5;

    /// <summary>The ranges; together they hold every text, also one that is no uuid.</summary>
    public static IReadOnlyList<UuidRange> For(long rows)
    {
        var digits = 0;
        while (digits < MostDigits && rows >> (4 * digits) > RowsPerRange)
        {
            digits++;
        }

        var count = 1 << (4 * digits);
        return [.. Enumerable.Range(0, count).Select(number => new UuidRange(Bound(number), Bound(number + 1)))];

        string? Bound(int number) =>
            number == 0 || number == count ? null : number.ToString($"x{digits}", CultureInfo.InvariantCulture);
    }
}
