namespace Vql.Connectra.Access;

/// <summary>As many requests as there are tokens; a sixtieth of the capacity flows back each second.</summary>
internal sealed class TokenBucket(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _perSecond = capacity / 60.0;
    private double _tokens = capacity;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes a token if there is one.</summary>
    /// <returns>Null when it was taken, else how long until there will be one; that is for ever in a bucket of nothing.</returns>
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
