namespace Vql.SearchNode.Indices;

/// <summary>
/// Limits the memory that requests use at once, so that many expensive ones do not exhaust the memory of the machine. Accounted are the
/// bodies of requests, and estimates for the terms of queries and the buckets of aggregations.
/// </summary>
/// <param name="limit">The maximum number of bytes.</param>
internal sealed class MemoryBreaker(long limit)
{
    /// <summary>The default limit, which is more than the largest single request needs.</summary>
    public const long DefaultLimit = 256L << 20;

    private long _used;

    /// <summary>The bytes that are reserved.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Begins the account of a request. Its bytes are released when it is disposed.</summary>
    public MemoryAccount Open() => new(this);

    /// <exception cref="NodeException">The limit would be exceeded.</exception>
    public void Reserve(long bytes)
    {
        var used = Interlocked.Add(ref _used, bytes);
        if (used > limit)
        {
            Release(bytes);
            throw NodeException.CircuitBreaking(used, limit);
        }
    }

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}

/// <summary>The memory of a request.</summary>
internal sealed class MemoryAccount(MemoryBreaker breaker) : IDisposable
{
    private long _bytes;

    /// <summary>Reserves memory for the rest of the request.</summary>
    /// <exception cref="NodeException">All requests together would use more than the limit.</exception>
    public void Reserve(long bytes)
    {
        breaker.Reserve(bytes);
        _bytes += bytes;
    }

    public void Dispose()
    {
        breaker.Release(_bytes);
        _bytes = 0;
    }
}
