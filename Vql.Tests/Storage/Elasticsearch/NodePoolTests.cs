using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vql.Storage.Elasticsearch;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class NodePoolTests
{
    private static readonly Uri One = new("http://one:9200");
    private static readonly Uri Other = new("http://other:9200");

    private readonly FakeTimeProvider _time = new();
    private readonly NodePool _pool;
    private readonly PooledNode _node;

    public NodePoolTests()
    {
        _pool = new NodePool([One, Other], _time, NullLogger.Instance);
        _node = Enumerable.Range(0, 2).Select(_ => _pool.Begin().Next()).Single(node => node.Address == One);
    }

    [Fact]
    public void Pause_OfANodeThatKeepsFailing_DoublesUpToAMinute()
    {
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            _time.Advance(TimeSpan.FromTicks(1));
            _pool.MarkDead(_node, _time.GetTimestamp(), "refused");
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.Equal(0, FirstTries());
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.Equal(1, FirstTries());
        }
    }

    [Fact]
    public void Failures_OfRequestsThatRanTogether_CountOnce()
    {
        var started = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(5));
        for (var request = 0; request < 100; request++)
        {
            _pool.MarkDead(_node, started, "refused");
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, FirstTries());
    }

    [Fact]
    public void Node_ThatAnsweredAgain_IsFirstInTurn()
    {
        _pool.MarkDead(_node, _time.GetTimestamp(), "refused");
        _pool.MarkAlive(_node);
        Assert.Equal(5, FirstTries());
    }

    [Fact]
    public void Node_ThatIsAvoided_IsTriedLast()
    {
        _pool.MarkDead(_node, _time.GetTimestamp(), "refused");
        var attempts = _pool.Begin();
        Assert.Equal([Other, One], [attempts.Next().Address, attempts.Next().Address]);
        Assert.False(attempts.HasNext);
    }

    // Returns how many of ten requests try the node first.
    private int FirstTries() => Enumerable.Range(0, 10).Count(_ => _pool.Begin().Next() == _node);
}
