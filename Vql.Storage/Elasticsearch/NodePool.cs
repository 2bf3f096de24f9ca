using Microsoft.Extensions.Logging;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// The nodes of a cluster, in turn. One that failed is tried last for a time that doubles with each failure, from one second to a
/// minute. When that has passed, one request tries it again while the others still avoid it.
/// </summary>
internal sealed class NodePool
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

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

    /// <summary>The order in which one request tries the nodes.</summary>
    public Attempts Begin() => _nodes.Length == 1 ? new Attempts(_nodes) : new Attempts(Order());

    public void MarkAlive(PooledNode node)
    {
        node.LastAnswer = _time.GetTimestamp();
        if (node.Failures != 0 && Interlocked.Exchange(ref node.Failures, 0) != 0)
        {
            Log.NodeReturned(_logger, node.Address);
        }
    }

    /// <summary>Avoids a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="started">When the request that failed was sent. Requests that were under way together count as one failure.</param>
    /// <param name="reason">The cause.</param>
    public void MarkDead(PooledNode node, long started, string reason)
    {
        var last = Volatile.Read(ref node.LastFailure);
        if (last > started || Interlocked.CompareExchange(ref node.LastFailure, _time.GetTimestamp(), last) != last)
        {
            return;
        }

        var failures = Interlocked.Increment(ref node.Failures);
        Volatile.Write(ref node.AvoidedUntil, Later(Pause(failures)));
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

        // Of those that are avoided, the one whose pause ends first is the likeliest to be back.
        order.AsSpan(back).Sort(static (one, other) => one.AvoidedUntil.CompareTo(other.AvoidedUntil));
        if (probed is not null)
        {
            Array.Copy(order, 0, order, 1, front);
            order[0] = probed;
        }

        return order;
    }

    // Whether the pause has passed and no other request tries the node again.
    private bool IsDue(PooledNode node)
    {
        var until = Volatile.Read(ref node.AvoidedUntil);
        return _time.GetTimestamp() >= until
            && Interlocked.CompareExchange(ref node.AvoidedUntil, Later(Pause(Volatile.Read(ref node.Failures))), until) == until;
    }

    private static TimeSpan Pause(int failures) =>
        failures is < 1 or > 6 ? LongestPause : TimeSpan.FromTicks(Math.Min(ShortestPause.Ticks << (failures - 1), LongestPause.Ticks));

    private long Later(TimeSpan pause) => _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency);
}

/// <summary>A node of the pool. Its timestamps are the pool's clock's.</summary>
internal sealed class PooledNode(Uri address)
{
    /// <summary>Failures since the last answer.</summary>
    public int Failures;

    /// <summary>When the last failure was counted.</summary>
    public long LastFailure = long.MinValue;

    /// <summary>When the node is tried again.</summary>
    public long AvoidedUntil;

    private long _lastAnswer = long.MinValue;

    public Uri Address { get; } = address;

    public long LastAnswer
    {
        get => Volatile.Read(ref _lastAnswer);
        set => Volatile.Write(ref _lastAnswer, value);
    }
}

/// <summary>The nodes that are left for one request.</summary>
internal struct Attempts(PooledNode[] order)
{
    private int _next;

    public readonly bool HasNext => _next < order.Length;

    public PooledNode Next() => order[_next++];
}
