namespace Vql.Storage.Monitoring;

/// <summary>
/// The buckets of stored latencies. The first one ends at 0.25 ms, each further one at √2 times the previous bound, and the last
/// one has no end.
/// </summary>
public static class LatencyBuckets
{
    /// <summary>The number of buckets.</summary>
    public const int Count = 36;

    private const double FirstMilliseconds = 0.25;
    private const double BucketsPerPowerOfTwo = 2;

    /// <summary>Returns the bucket of a duration.</summary>
    public static int IndexOf(TimeSpan duration)
    {
        var milliseconds = duration.TotalMilliseconds;
        return milliseconds <= FirstMilliseconds
            ? 0
            : Math.Min((int)Math.Ceiling(Math.Log2(milliseconds / FirstMilliseconds) * BucketsPerPowerOfTwo), Count - 1);
    }

    /// <summary>Returns the upper bound of a bucket in milliseconds. Infinity for the last one.</summary>
    public static double UpperBoundOf(int bucket) =>
        bucket >= Count - 1 ? double.PositiveInfinity : FirstMilliseconds * Math.Pow(2, bucket / BucketsPerPowerOfTwo);

    /// <summary>
    /// Returns a percentile in milliseconds, with an error of up to a fifth for durations from 0.2 ms to 38 s. Null if nothing
    /// was counted.
    /// </summary>
    /// <param name="counts">The counts of the buckets.</param>
    /// <param name="share">The percentile as a share, such as 0.95.</param>
    public static double? Percentile(ReadOnlySpan<long> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts)
        {
            total += count;
        }

        var rank = (long)Math.Ceiling(share * total);
        for (var bucket = 0; bucket < counts.Length && total > 0; bucket++)
        {
            rank -= counts[bucket];
            if (rank <= 0)
            {
                return FirstMilliseconds * Math.Pow(2, (bucket - 0.5) / BucketsPerPowerOfTwo);
            }
        }

        return null;
    }
}
