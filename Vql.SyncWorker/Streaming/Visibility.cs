using System.Globalization;
using Npgsql;
using Vql.SyncWorker.Retries;

namespace Vql.SyncWorker.Streaming;

/// <summary>
/// Waits until transactions are visible. The stream contains a commit shortly before other sessions see it, or long before
/// with synchronous standbys. A row that is read in between is outdated.
/// </summary>
internal sealed class Visibility(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until all transactions are visible.</summary>
    public async Task WaitAsync(IReadOnlyCollection<uint> transactions, CancellationToken cancellationToken)
    {
        var backOff = new BackOff(InitialDelay, MaxDelay, time);
        while (!await AreVisibleAsync(transactions, cancellationToken))
        {
            await backOff.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool> AreVisibleAsync(IReadOnlyCollection<uint> transactions, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select pg_current_snapshot()::text");
        return AreVisible((string)(await command.ExecuteScalarAsync(cancellationToken))!, transactions);
    }

    /// <summary>Returns whether transactions are visible in a snapshot.</summary>
    /// <param name="snapshot">The text of <c>pg_current_snapshot</c>: <c>xmin:xmax:running,running</c>, with 64-bit ids.</param>
    /// <param name="transactions">The ids of committed transactions, with 32 bits as in the WAL.</param>
    internal static bool AreVisible(string snapshot, IReadOnlyCollection<uint> transactions)
    {
        var parts = snapshot.Split(':');
        var next = ulong.Parse(parts[1], CultureInfo.InvariantCulture);
        var running = parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => (uint)ulong.Parse(number, CultureInfo.InvariantCulture))
            .ToHashSet();
        // Transaction ids wrap around. An id up to half of their range before the next one is in the past.
        return transactions.All(transaction => (int)(transaction - (uint)next) < 0 && !running.Contains(transaction));
    }
}
