using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vql.SearchNode;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Durability;
using Vql.SearchNode.Indices;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of acknowledged writes of the search node on a disk that is full, fails, or flips bits.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private const string Name = "people";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-disk-{Guid.NewGuid():N}");
    private readonly FaultyStorage _storage = new();
    private IndexRegistry _indices;

    public DiskFaultTests()
    {
        _indices = Open();
        // Only the tests refresh the index, so documents stay in Lucene's buffer.
        _indices.Create(Name, new JsonObject { ["refresh_interval"] = "-1" }, [], []);
    }

    public void Dispose()
    {
        _indices.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Writes_AfterAFailedFlushOfTheLog_AreRejectedUntilTheDiskAcceptsThem()
    {
        await WriteAsync(0, 20);
        _storage.FailsLogs = true;
        Assert.Equal((429, "cluster_block_exception"), Described(await Assert.ThrowsAsync<NodeException>(() => WriteAsync(20, 5))));

        // The next flush would succeed, but the data of the failed one may be lost.
        _storage.FailsLogs = false;
        await Assert.ThrowsAsync<NodeException>(() => WriteAsync(25, 5));
        Assert.Equal(HealthStatus.Red, _indices.Health);

        _indices.Reopen(Name);
        Assert.Equal(HealthStatus.Green, _indices.Health);
        await WriteAsync(30, 10);
        AssertContains([.. Enumerable.Range(0, 20), .. Enumerable.Range(30, 10)], rejected: 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Documents_OfAFailedFlushOfLucene_AreInTheLog(bool isKilled)
    {
        await WriteAsync(0, 50);
        _storage.FailsSegments = true;
        Assert.Throws<NodeException>(() => _indices.Get(Name).Refresh());
        Assert.Throws<NodeException>(() => _indices.Get(Name).Commit());
        _storage.FailsSegments = false;
        // A commit would succeed now, but without the documents of the failed flush.
        Assert.Throws<NodeException>(() => _indices.Get(Name).Commit());

        if (isKilled)
        {
            Restart();
        }
        else
        {
            _indices.Reopen(Name);
        }

        AssertContains(Enumerable.Range(0, 50));
        _indices.Get(Name).Commit();
        Restart();
        AssertContains(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task Index_WhoseDiskIsStillFull_IsNotReopened()
    {
        await WriteAsync(0, 5);
        _storage.FailsLogs = true;
        await Assert.ThrowsAsync<NodeException>(() => WriteAsync(5, 1));
        Assert.Throws<IOException>(() => _indices.Reopen(Name));
        // Documents that were refreshed earlier are still searchable.
        Assert.Equal(0, _indices.Get(Name).Search(searcher => searcher.IndexReader.NumDocs));
        _storage.FailsLogs = false;
        _indices.Reopen(Name);
        AssertContains(Enumerable.Range(0, 5), rejected: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Index_WhoseDiskIsFullAtStart_IsOpenedLater(bool isFullForLogs)
    {
        await WriteAsync(0, 5);
        _indices.Get(Name).Close();
        (_storage.FailsLogs, _storage.FailsSegments) = (isFullForLogs, !isFullForLogs);
        Restart();
        Assert.Equal(503, Assert.Throws<NodeException>(() => _indices.Get(Name)).Status);
        Assert.Throws<IOException>(() => _indices.Reopen(Name));
        (_storage.FailsLogs, _storage.FailsSegments) = (false, false);
        Assert.Equal([Name], _indices.Failed);
        _indices.Reopen(Name);
        AssertContains(Enumerable.Range(0, 5));
        Assert.Equal(HealthStatus.Green, _indices.Health);
    }

    [Fact]
    public async Task Log_WithAFlippedByte_KeepsItsIndexClosedAndTheOthersOpen()
    {
        _indices.Create("others", [], [], []);
        var lengths = new List<long>();
        foreach (var number in Enumerable.Range(0, 10))
        {
            await WriteAsync(number, 1);
            lengths.Add(new FileInfo(LogPath()).Length);
        }

        var path = LogPath();
        _indices.Get(Name).Close();
        var content = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        content[lengths[4] - 3] ^= 1;
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);

        Restart();
        Assert.Equal(HealthStatus.Red, _indices.Health);
        var fault = Assert.Throws<NodeException>(() => _indices.Get(Name));
        Assert.Equal((503, "unavailable_shards_exception"), Described(fault));
        Assert.Contains($"{path} is corrupted at offset {lengths[3]}", fault.Message, StringComparison.Ordinal);
        Assert.Equal("others", _indices.Get("others").State.Name);

        Restart(repairs: true);
        AssertContains([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public async Task Log_CutInItsLastEntry_LosesOnlyThatEntry()
    {
        await WriteAsync(0, 10);
        var path = LogPath();
        _indices.Get(Name).Close();
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(file.Length - 5);
        }

        Restart();
        AssertContains(Enumerable.Range(0, 9));
        await WriteAsync(20, 1);
        Restart();
        AssertContains([.. Enumerable.Range(0, 9), 20]);
    }

    [Theory]
    [InlineData("""{"analysis":{"filter":{"x":{"type":"stop"}}}}""")]
    [InlineData("""{"index":{"refresh_interval":"soon"}}""")]
    public void Settings_ThatAreInvalid_ChangeNothing(string settings)
    {
        var before = _indices.Get(Name).State.ToJson().ToJsonString();
        Assert.Throws<NodeException>(() => _indices.Update(Name, state => state.WithSettings(JsonNode.Parse(settings)!.AsObject())));
        Assert.Equal(before, _indices.Get(Name).State.ToJson().ToJsonString());
        Restart();
        Assert.Equal(before, _indices.Get(Name).State.ToJson().ToJsonString());
    }

    [Fact]
    public void Mapping_ThatIsInvalid_ChangesNothing()
    {
        var before = _indices.Get(Name).State.ToJson().ToJsonString();
        var mapping = JsonNode.Parse("""{"properties":{"a":{"type":"ip"}}}""")!.AsObject();
        Assert.Throws<NodeException>(() => _indices.Update(Name, state => state.WithFields(mapping)));
        Assert.Equal(before, _indices.Get(Name).State.ToJson().ToJsonString());
    }

    [Fact]
    public async Task StateFile_ThatIsCorrupted_ClosesNoOtherIndex()
    {
        _indices.Create("others", [], [], []);
        var folder = _indices.Get(Name).Folder;
        _indices.Dispose();
        await File.WriteAllTextAsync(Path.Combine(folder, "index.json"), "{", TestContext.Current.CancellationToken);
        _indices = Open();
        Assert.Equal("others", Assert.Single(_indices.All).State.Name);
        Assert.Equal(HealthStatus.Red, _indices.Health);
    }

    [Theory]
    [InlineData("aliases.json", """{"alias":{"people":""", true)]
    [InlineData("aliases.json", """{"alias":5}""", true)]
    [InlineData("settings.json", "", false)]
    [InlineData("settings.json", """{"action.auto_create_index":{}}""", false)]
    [InlineData("templates.json", "[]", false)]
    [InlineData("templates.json", """{"t":{"index_patterns":[5]}}""", false)]
    [InlineData("component-templates.json", """{"c":{"template":"x"}}""", false)]
    [InlineData("legacy-templates.json", "\0\0\0", false)]
    public async Task MetadataFile_ThatIsBroken_IsReportedAndNotOverwritten(string file, string content, bool isRed)
    {
        await WriteAsync(0, 5);
        _indices.Dispose();
        var path = Path.Combine(_folder, file);
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        await using var log = new StringWriter();
        _indices = Open(logger: new TextLog(log).CreateLogger("node"));

        Assert.Equal(isRed ? HealthStatus.Red : HealthStatus.Yellow, _indices.Health);
        Assert.Contains(path, log.ToString(), StringComparison.Ordinal);
        await WriteAsync(5, 1);
        AssertContains(Enumerable.Range(0, 6));
        Assert.Equal((503, "cluster_block_exception"), Described(Assert.Throws<NodeException>(() => _indices.GetOrCreate("others"))));
        Assert.Equal(content, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));

        File.Delete(path);
        Restart();
        Assert.Equal(HealthStatus.Green, _indices.Health);
        Assert.Equal("others", _indices.GetOrCreate("others").State.Name);
    }

    [Fact]
    public void Template_ThatIsInvalid_IsNotKept()
    {
        var template = JsonNode.Parse("""{"index_patterns":["o*"],"priority":"high"}""")!.AsObject();
        var fault = Assert.Throws<NodeException>(() => _indices.ChangeTemplates(templates => templates.Put("t", template)));
        Assert.Equal((400, "x_content_parse_exception"), Described(fault));
        Restart();
        Assert.Empty(_indices.Templates.All);
    }

    [Fact]
    public async Task Writers_OfAnIndexThatIsDeleted_GetIndexNotFound()
    {
        var index = _indices.Get(Name);
        using var started = new CountdownEvent(2);
        var writers = Enumerable.Range(0, 2).Select(writer => Task.Run(async () =>
        {
            started.Signal();
            for (var number = 0; ; number++)
            {
                await index.FlushAsync(index.Apply(Write(number + (writer * 1_000_000))).LogPosition);
            }
        })).ToList();
        started.Wait(TestContext.Current.CancellationToken);
        _indices.Delete(Name);
        foreach (var writer in writers)
        {
            Assert.Equal("index_not_found_exception", (await Assert.ThrowsAsync<NodeException>(() => writer)).Type);
        }

        _indices.Create(Name, [], [], []);
    }

    private static (int Status, string Type) Described(NodeException exception) => (exception.Status, exception.Type);

    private static Write Write(int number) =>
        new(WriteKind.Index, $"{number}", default, Encoding.UTF8.GetBytes($$"""{"number":{{number}}}"""));

    private IndexRegistry Open(bool repairs = false, ILogger? logger = null) =>
        new(_folder, new IndexEnvironment(TimeProvider.System, _storage, repairs, logger ?? NullLogger.Instance));

    // Closing without a commit leaves the same files as killing the node.
    private void Restart(bool repairs = false)
    {
        foreach (var index in _indices.All)
        {
            index.Close();
        }

        _indices.Dispose();
        _indices = Open(repairs);
    }

    private async Task WriteAsync(int first, int count)
    {
        var index = _indices.Get(Name);
        var results = Enumerable.Range(first, count).Select(number => index.Apply(Write(number))).ToList();
        await index.FlushAsync(results[^1].LogPosition);
    }

    private string LogPath() =>
        Directory.EnumerateFiles(Path.Combine(_indices.Get(Name).Folder, "log")).Single(path => new FileInfo(path).Length > 0);

    // A write that was rejected because of a disk failure may have been stored, as with a request that times out.
    private void AssertContains(IEnumerable<int> numbers, int rejected = 0)
    {
        var index = _indices.Get(Name);
        index.Refresh();
        var count = numbers.Count();
        Assert.InRange(index.Search(searcher => searcher.IndexReader.NumDocs), count, count + rejected);
        Assert.All(numbers, number => Assert.False(index.CurrentVersion($"{number}")!.Value.IsDeleted));
    }
}
