namespace Vql.Connectra.Access;

/// <summary>A token bucket for a rate limit. Each second, a sixtieth of the capacity is refilled.</summary>
internal sealed class TokenBucket(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _perSecond = capacity / 60.0;
    private double _tokens = capacity;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes a token if one is available.</summary>
    /// <returns>
    /// Null if a token was taken, otherwise the time until one is available: <see cref="TimeSpan.MaxValue"/> if the capacity is 0.
    /// </returns>
    public TimeSpan? Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(capacity, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
            _filledAt = now;
            if (_tokens >= 1)
            {
                _tokens--;
                return null;
            }

            return capacity == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds((1 - _tokens) / _perSecond);
        }
    }
}
