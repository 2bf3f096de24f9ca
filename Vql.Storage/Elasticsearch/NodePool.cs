using Microsoft.Extensions.Logging;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// The nodes of a cluster, in round-robin order. A failed node is tried last during its back-off, which doubles with each
/// failure from one second to one minute. After the back-off, a single request tries the node first.
/// </summary>
internal sealed class NodePool
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMinutes(1);

    private readonly PooledNode[] _nodes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private uint _turn;

    public NodePool(IReadOnlyList<Uri> nodes, TimeProvider time, ILogger logger)
    {
        _nodes = [.. nodes.Select(node => new PooledNode(node))];
        _time = time;
        _logger = logger;
    }

    /// <summary>Returns the nodes in the order in which a request tries them.</summary>
    public Attempts Begin() => _nodes.Length == 1 ? new Attempts(_nodes) : new Attempts(Order());

    public void MarkAlive(PooledNode node)
    {
        node.LastResponse = _time.GetTimestamp();
        if (node.Failures != 0 && Interlocked.Exchange(ref node.Failures, 0) != 0)
        {
            Log.NodeRecovered(_logger, node.Address);
        }
    }

    /// <summary>Records a failure of a node and starts its back-off.</summary>
    /// <param name="node">The node.</param>
    /// <param name="started">The start of the failed request. Failures of concurrent requests count as one.</param>
    /// <param name="reason">The cause.</param>
    public void MarkDead(PooledNode node, long started, string reason)
    {
        var last = Volatile.Read(ref node.LastFailure);
        if (last > started || Interlocked.CompareExchange(ref node.LastFailure, _time.GetTimestamp(), last) != last)
        {
            return;
        }

        var failures = Interlocked.Increment(ref node.Failures);
        Volatile.Write(ref node.RetryAt, TimestampAfter(BackOff(failures)));
        if (failures == 1)
        {
            Log.NodeFailed(_logger, node.Address, reason);
        }
    }

    private PooledNode[] Order()
    {
        var order = new PooledNode[_nodes.Length];
        var first = (int)(Interlocked.Increment(ref _turn) % (uint)_nodes.Length);
        var (front, back) = (0, order.Length);
        PooledNode? probed = null;
        for (var at = 0; at < order.Length; at++)
        {
            var node = _nodes[(first + at) % order.Length];
            if (Volatile.Read(ref node.Failures) == 0)
            {
                order[front++] = node;
            }
            else if (probed is null && IsDue(node))
            {
                probed = node;
            }
            else
            {
                order[--back] = node;
            }
        }

        // The node whose back-off ends first is the most likely one to be available again.
        order.AsSpan(back).Sort(static (one, other) => one.RetryAt.CompareTo(other.RetryAt));
        if (probed is not null)
        {
            Array.Copy(order, 0, order, 1, front);
            order[0] = probed;
        }

        return order;
    }

    // Returns true to a single request after the back-off, because the back-off is restarted.
    private bool IsDue(PooledNode node)
    {
        var until = Volatile.Read(ref node.RetryAt);
        return _time.GetTimestamp() >= until
            && Interlocked.CompareExchange(ref node.RetryAt, TimestampAfter(BackOff(Volatile.Read(ref node.Failures))), until) == until;
    }

    private static TimeSpan BackOff(int failures) =>
        failures is < 1 or > 6 ? MaxBackOff : TimeSpan.FromTicks(Math.Min(MinBackOff.Ticks << (failures - 1), MaxBackOff.Ticks));

    private long TimestampAfter(TimeSpan delay) => _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
}

/// <summary>A node of the pool. Its timestamps are those of the pool's time provider.</summary>
internal sealed class PooledNode(Uri address)
{
    /// <summary>The number of failures since the last response.</summary>
    public int Failures;

    /// <summary>The timestamp of the last counted failure.</summary>
    public long LastFailure = long.MinValue;

    /// <summary>The timestamp of the end of the back-off.</summary>
    public long RetryAt;

    private long _lastResponse = long.MinValue;

    public Uri Address { get; } = address;

    public long LastResponse
    {
        get => Volatile.Read(ref _lastResponse);
        set => Volatile.Write(ref _lastResponse, value);
    }
}

/// <summary>The remaining nodes for a request.</summary>
internal struct Attempts(PooledNode[] order)
{
    private int _next;

    public readonly bool HasNext => _next < order.Length;

    public PooledNode Next() => order[_next++];
}
