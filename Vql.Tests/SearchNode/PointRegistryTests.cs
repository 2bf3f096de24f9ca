using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vql.SearchNode;
using Vql.SearchNode.Durability;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;

namespace Vql.Tests.SearchNode;

public sealed class PointRegistryTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-points-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new();
    private readonly IndexRegistry _indices;
    private readonly PointRegistry _points;
    private readonly SearchIndex _index;

    public PointRegistryTests()
    {
        _indices = new IndexRegistry(_folder, new IndexEnvironment(_time, new IndexStorage(), RepairsLogs: false, NullLogger.Instance));
        _indices.Create("held", [], [], []);
        _index = _indices.Get("held");
        _points = new PointRegistry(_time);
    }

    public void Dispose()
    {
        _points.Dispose();
        _indices.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Point_UnusedForItsKeepAlive_ExpiresAndReleasesItsReader()
    {
        var id = _points.Open([new IndexTarget(_index, [])], TimeSpan.FromSeconds(60));
        var reader = _points.Search(id, null, searched => searched[0].Searcher.IndexReader);
        var held = reader.RefCount;
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("search_context_missing_exception", Assert.Throws<NodeException>(() => Search(id)).Type);
        _points.CloseExpired();
        Assert.Equal(0, _points.Count);
        Assert.Equal(held - 1, reader.RefCount);
    }

    [Fact]
    public void Point_UsedInTime_StaysForItsLongestKeepAlive()
    {
        var id = _points.Open([new IndexTarget(_index, [])], TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(50));
        _points.Search(id, TimeSpan.FromSeconds(300), _ => true);
        _time.Advance(TimeSpan.FromSeconds(290));
        Search(id);
        _points.CloseExpired();
        Assert.Equal(1, _points.Count);
    }

    [Fact]
    public void Point_ClosedDuringASearch_ReleasesItsReaderAfterwards()
    {
        var id = _points.Open([new IndexTarget(_index, [])], TimeSpan.FromSeconds(60));
        var reader = _points.Search(id, null, searched =>
        {
            var held = searched[0].Searcher.IndexReader.RefCount;
            Assert.True(_points.Close(id));
            Assert.Equal(held, searched[0].Searcher.IndexReader.RefCount);
            return (Reader: searched[0].Searcher.IndexReader, Held: held);
        });
        Assert.Equal(reader.Held - 1, reader.Reader.RefCount);
    }

    [Fact]
    public void Points_TooMany_AreRejectedUntilSomeAreClosed()
    {
        var ids = Enumerable.Range(0, PointRegistry.MaxOpen)
            .Select(_ => _points.Open([new IndexTarget(_index, [])], TimeSpan.FromSeconds(60))).ToList();
        Assert.Equal(429, Assert.Throws<NodeException>(() => _points.Open([new IndexTarget(_index, [])], TimeSpan.FromSeconds(60))).Status);
        _points.Close(ids[0]);
        _points.Open([new IndexTarget(_index, [])], TimeSpan.FromSeconds(60));
    }

    private void Search(string id) => _points.Search(id, null, _ => true);
}
