using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>
/// Pages through 8,000 contacts by the links of each page, while the search fails at random between pages and while
/// rows are written and indexed.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class WalkTests(PostgresServer server, SyncElasticsearch reference) : IClassFixture<SyncElasticsearch>, IAsyncLifetime
{
    private const int Rows = 8_000;
    private const int PageSize = 200;
    private const int Seed = 8;

    private static readonly string[] Orders = ["-created_at", "seniority,-employees", "-departments,email_status,created_at"];

    private readonly SearchNodeFixture _node = new();

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Walk_WhileTheSearchComesAndGoes_ReturnsEveryRowOnce(bool isReference)
    {
        await using var rig = await StartAsync(isReference);
        await using var stack = await SearchStack.StartAsync(rig);
        foreach (var order in Orders)
        {
            var living = await UuidsAsync(rig, "deleted_at is null");
            var seen = await WalkAsync(stack, order, _ => Task.CompletedTask);
            Assert.Equal(Rows, seen.Count);
            Assert.Equal(living.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Walk_WhileRowsAreWritten_ReturnsEveryUnchangedRowOnce(bool isReference)
    {
        await using var rig = await StartAsync(isReference);
        await using var stack = await SearchStack.StartAsync(rig);
        // Each page changes one row in eleven, so that it sorts elsewhere, or deletes it. New rows are inserted as
        // well.
        var seen = await WalkAsync(stack, "seniority,-created_at", page => rig.RunAsync($"""
            update contacts set seniority = 'touched', created_at = now() where id % 440 = {page * 11} and id % 2 = 0;
            update contacts set deleted_at = now() where id % 440 = {page * 11} and id % 2 = 1;
            insert into contacts (uuid, seniority) select 'new-{page}-' || number, 'director' from generate_series(1, 20) as number
            """));
        var untouched = await UuidsAsync(rig, "id % 11 > 0 and uuid not like 'new-%'");
        var times = seen.CountBy(uuid => uuid).ToDictionary();
        Assert.All(untouched, uuid => Assert.Equal(1, times.GetValueOrDefault(uuid)));
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
    }

    // Fifty rows share a creation time, hundreds share a seniority, and every column has rows without a value.
    private async Task<StreamRig> StartAsync(bool isReference)
    {
        var engine = isReference ? await reference.StartAsync() : _node.Url;
        var rig = await StreamRig.CreateAsync(server, engine);
        await EntityIndices.ClearAsync(rig.Engine, TestContext.Current.CancellationToken);
        await rig.RunAsync($"""
            insert into contacts (uuid, first_name, company_id, seniority, departments, email_status, created_at)
            select
                'walked-' || n, 'First ' || n, case when n % 5 > 0 then 'company-' || (n % {StreamRig.Companies} + 1) end,
                (array['vp', 'director', 'entry', '', null])[n % 7],
                case n % 3 when 0 then array[]::text[] when 1 then array['sales', 'it', 'd' || n % 9] end,
                (array['verified', null])[n % 3], timestamptz '2024-01-01' + n / 50 * interval '1 minute'
            from generate_series(1, {Rows - StreamRig.Contacts}) n
            """);
        await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        return rig;
    }

    // The search fails for some pages and succeeds for others, so that both engines serve some of them.
    private static async Task<List<string>> WalkAsync(SearchStack stack, string order, Func<int, Task> between)
    {
        var random = new Random(Seed);
        var engines = new HashSet<string>();
        var seen = new List<string>();
        var link = (string?)$"/api/v1/contacts/?limit={PageSize}&ordering={order}";
        for (var page = 0; link is not null; page++)
        {
            stack.SetSearchAvailable(random.Next(3) > 0);
            var answer = await stack.Api.GetAsync(link);
            seen.AddRange(answer.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!));
            engines.Add(answer.GetProperty("meta").GetProperty("source").GetString()!);
            link = answer.GetProperty("next").GetString();
            await between(page);
        }

        Assert.Equal(2, engines.Count);
        return seen;
    }

    private static async Task<List<string>> UuidsAsync(StreamRig rig, string condition)
    {
        await using var command = rig.Source.CreateCommand($"select uuid from contacts where {condition}");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var uuids = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }
}
