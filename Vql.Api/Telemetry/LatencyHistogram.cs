using System.Numerics;

namespace Vql.Api.Telemetry;

/// <summary>A histogram of durations with eight buckets for each power of two.</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 3;
    private const int Steps = 1 << StepBits;
    private const int LargestPower = 27;
    private const int Buckets = (LargestPower - StepBits + 2) * Steps;

    private readonly int[] _counts = new int[Buckets];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Record(TimeSpan duration)
    {
        Interlocked.Increment(ref _counts[BucketOf((long)duration.TotalMicroseconds)]);
        Interlocked.Increment(ref _count);
    }

    /// <summary>Adds the durations of another histogram.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            _counts[bucket] += Volatile.Read(ref other._counts[bucket]);
        }

        _count += other.Count;
    }

    /// <summary>Returns a percentile with an error of up to an eighth; zero without durations.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        for (var bucket = 0; bucket < Buckets && rank > 0; bucket++)
        {
            rank -= Volatile.Read(ref _counts[bucket]);
            if (rank <= 0)
            {
                return TimeSpan.FromMicroseconds(MiddleOf(bucket));
            }
        }

        return TimeSpan.Zero;
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < Steps)
        {
            return (int)Math.Max(microseconds, 0);
        }

        var power = BitOperations.Log2((ulong)microseconds);
        return power > LargestPower
            ? Buckets - 1
            : ((power - StepBits + 1) << StepBits) + (int)((microseconds >> (power - StepBits)) & (Steps - 1));
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < Steps)
        {
            return bucket;
        }

        var power = (bucket >> StepBits) + StepBits - 1;
        var width = 1L << (power - StepBits);
        return ((Steps + (bucket & (Steps - 1))) * width) + (width / 2.0);
    }
}
