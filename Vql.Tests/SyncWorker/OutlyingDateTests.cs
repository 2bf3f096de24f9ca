using System.Text.Json;
using Npgsql;
using Vql.Storage.Postgres;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of dates that PostgreSQL supports but .NET and Elasticsearch do not.</summary>
public sealed class OutlyingDateTests(PostgresServer server) : IAsyncLifetime
{
    private const string Earliest = "0001-01-01T00:00:00Z";
    private const string Latest = "9999-12-31T23:59:59.999Z";

    // In chronological order. Several dates are equal after clamping.
    private static readonly (string Uuid, string Written, string Shown)[] Dates =
    [
        ("d-1", "4714-11-24 00:00:00+00 BC", Earliest),
        ("d-2", "-infinity", Earliest),
        ("d-3", "0044-03-15 BC", Earliest),
        ("d-4", "0001-01-01 00:00:00+14", Earliest),
        ("d-5", "0001-01-01 00:00:00+00", Earliest),
        ("d-6", "0001-01-01 00:00:00.001+00", "0001-01-01T00:00:00.001Z"),
        ("d-7", "9999-12-31 23:59:59.998+00", "9999-12-31T23:59:59.998Z"),
        ("d-8", "294276-12-31 23:59:59+00", Latest),
        ("d-9", "9999-12-31 23:59:59.999+00", Latest),
        ("d-a", "infinity", Latest),
        ("d-b", "10000-01-01", Latest),
    ];

    private readonly SearchNodeFixture _node = new();
    private StreamRig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        await _node.InitializeAsync();
        _rig = await StreamRig.CreateAsync(server, _node.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Rows_WithDatesBeyondTheYears1To9999_AreShown_SortedAndPagedAlikeByBothEngines()
    {
        var worker = await _rig.StartWorkerAsync();
        await using var stack = await SearchStack.StartAsync(_rig);
        foreach (var (uuid, written, _) in Dates)
        {
            await _rig.RunAsync(
                $"insert into contacts (uuid, title, created_at, updated_at, company_id) values ('{uuid}', 'Outlying', '{written}', "
                + $"'{written}', 'company-1')");
        }

        await _rig.RunAsync(
            "update contacts set deleted_at = '10000-01-01' where uuid = 'contact-9'; "
            + "update companies set created_at = '20000-01-01', updated_at = '4000-01-01 BC' where id = 7");
        await _rig.WaitUntilFoundAsync();
        foreach (var (uuid, _, shown) in Dates)
        {
            Assert.Equal(
                DateTimeOffset.Parse(shown, null), (await _rig.ContactAsync(uuid))!.Value.GetProperty("created_at").GetDateTimeOffset());
            Assert.Equal(
                DateTimeOffset.Parse(shown, null),
                (await stack.Api.GetAsync($"/api/v1/contacts/{uuid}/")).GetProperty("created_at").GetDateTimeOffset());
        }

        string[] ascending =
        [
            .. Dates.OrderBy(date => DateTimeOffset.Parse(date.Shown, null)).ThenBy(date => date.Uuid, StringComparer.Ordinal)
                .Select(date => date.Uuid),
        ];
        string[] descending =
        [
            .. Dates.OrderByDescending(date => DateTimeOffset.Parse(date.Shown, null)).ThenBy(date => date.Uuid, StringComparer.Ordinal)
                .Select(date => date.Uuid),
        ];
        foreach (var consistency in (string[])["eventual", "fresh"])
        {
            foreach (var key in (string[])["created_at", "updated_at"])
            {
                Assert.Equal(ascending, await WalkAsync(stack.Api, $"ordering={key}&consistency={consistency}"));
                Assert.Equal(descending, await WalkAsync(stack.Api, $"ordering=-{key}&consistency={consistency}"));
            }

            Assert.Equal(
                ascending[5..],
                await WalkAsync(stack.Api, $"ordering=created_at&created_at_after=0001-01-01T00:00:00.001Z&consistency={consistency}"));
            Assert.Equal(
                ascending[..5],
                await WalkAsync(stack.Api, $"ordering=created_at&created_at_before=0001-01-01T00:00:00Z&consistency={consistency}"));
            Assert.Equal(
                ascending,
                await WalkAsync(stack.Api, $"ordering=created_at&created_at_after=0001-01-01T00:00:00Z&consistency={consistency}"));
        }

        foreach (var beyond in (string[])["{\"lt\":\"0001-01-01T00:00:00Z\"}", "{\"gt\":\"9999-12-31T23:59:59.999Z\"}"])
        {
            using var counted = await stack.Api.Client.PostAsync(
                "/api/v1/contacts/query/count/?consistency=fresh",
                new StringContent(
                    $"{{\"where\":{{\"range_query\":{{\"must\":{{\"created_at\":{beyond}}}}}}}}}", System.Text.Encoding.UTF8,
                    "application/json"),
                TestContext.Current.CancellationToken);
            Assert.Equal("{\"count\":0}", await counted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        using var streamed = await stack.Api.Client.GetAsync(
            "/api/v1/contacts/stream/?title=Outlying", TestContext.Current.CancellationToken);
        streamed.EnsureSuccessStatusCode();
        Assert.Equal("vql", await stack.Api.SourceOfAsync("/api/v1/contacts/?title=Outlying"));
        Assert.Equal(0, (await _rig.CommandAsync("sync-contacts")).ExitCode);
        Assert.Equal(0, (await _rig.CommandAsync("sync-companies")).ExitCode);
        var verified = await _rig.CommandAsync("verify-sync", "--json");
        Assert.True(verified.ExitCode == 0, $"{verified.Output}\n{verified.Error}\n{worker.Output}");
        Assert.Equal(7, verified.Json.GetProperty("contacts").GetProperty("clamped_dates").GetInt64());
        Assert.Equal(1, verified.Json.GetProperty("companies").GetProperty("clamped_dates").GetInt64());
    }

    [Theory]
    [InlineData("created_at", "contacts_newest")]
    [InlineData("updated_at", "contacts_updated")]
    public async Task Orders_ByDate_AreReadFromTheirIndex(string column, string index)
    {
        await _rig.RunAsync("analyze contacts; set enable_seqscan = off");
        var plan = new List<string>();
        await using var connection = await _rig.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $"set enable_sort = off; explain select uuid from contacts r where deleted_at is null order by vql_moment(r.{column}) "
            + "desc, uuid limit 5",
            connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal));
    }

    // Reads all pages by their cursors.
    private static async Task<List<string>> WalkAsync(RunningApi api, string parameters)
    {
        var uuids = new List<string>();
        var next = $"/api/v1/contacts/?title=Outlying&limit=2&{parameters}";
        while (next is not null)
        {
            var page = await api.GetAsync(next);
            uuids.AddRange(page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!));
            next = page.GetProperty("next") is { ValueKind: JsonValueKind.String } link ? link.GetString() : null;
        }

        return uuids;
    }
}
