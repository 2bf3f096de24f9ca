using System.Globalization;
using Npgsql;
using Vql.SyncWorker.Retries;

namespace Vql.SyncWorker.Streaming;

/// <summary>
/// Waits until transactions can be seen. The log tells of a commit a moment before other sessions see it,
/// and with synchronous standbys long before; a row read in between is the old one.
/// </summary>
internal sealed class Visibility(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    public async Task WaitAsync(IReadOnlyCollection<uint> transactions, CancellationToken cancellationToken)
    {
        var backOff = new BackOff(FirstPause, LongestPause, time);
        while (!await SeesAsync(transactions, cancellationToken))
        {
            await backOff.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool> SeesAsync(IReadOnlyCollection<uint> transactions, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select pg_current_snapshot()::text");
        return Sees((string)(await command.ExecuteScalarAsync(cancellationToken))!, transactions);
    }

    /// <param name="snapshot">As <c>pg_current_snapshot</c> writes it: <c>xmin:xmax:running,running</c>, in 64 bits each.</param>
    /// <param name="transactions">Committed ones, in 32 bits as the log writes them.</param>
    /// <returns>Whether the snapshot holds what all of them wrote.</returns>
    internal static bool Sees(string snapshot, IReadOnlyCollection<uint> transactions)
    {
        var parts = snapshot.Split(':');
        var next = ulong.Parse(parts[1], CultureInfo.InvariantCulture);
        var running = parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => (uint)ulong.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();
        // Numbers wrap around: those up to half the circle behind the next one are in the past.
        return transactions.All(transaction => (int)(transaction - (uint)next) < 0 && !running.Contains(transaction));
    }
}
