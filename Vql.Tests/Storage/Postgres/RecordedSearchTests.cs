using System.Text;
using System.Text.Json;
using Vql.Core.Language;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

public sealed class RecordedSearchTests(RecordedRows rows) : IClassFixture<RecordedRows>
{
    public static TheoryData<int> Answered { get; } = [.. Enumerable.Range(0, RecordedSearch.All.Count)
        .Where(index => RecordedSearch.All[index] is { Status: 200, Better: null })];

    public static TheoryData<int> Rejected { get; } = [.. Enumerable.Range(0, RecordedSearch.All.Count)
        .Where(index => RecordedSearch.All[index] is { Better: null, Status: 400 } or { Better: ['4', '0', '0', ..] })];

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task RecordedQuery_OnPostgres_GivesTheRecordedAnswer(int index)
    {
        var recorded = RecordedSearch.All[index];
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(recorded.Body), recorded.Entity);
        Assert.Empty(reading.Faults);
        var query = reading.Query!;
        var search = new PostgresSearch(rows.Source, TimeProvider.System);
        var token = TestContext.Current.CancellationToken;

        if (recorded.IsCount)
        {
            Assert.Equal(recorded.Answer.GetProperty("count").GetInt64(), await search.CountAsync(recorded.Entity, query, token));
            return;
        }

        var uuids = recorded.Entity.JoinsCompany
            ? (await search.ListContactsAsync(query, token)).Select(row => row.Uuid).ToArray()
            : (await search.ListCompaniesAsync(query, token)).Select(row => row.Uuid).ToArray();
        switch (recorded.Order)
        {
            case "exact":
                Assert.Equal(recorded.Uuids!, uuids);
                break;
            case "set":
                Assert.Equal(recorded.Uuids!.Order(), uuids.Order());
                break;
            default:
                Assert.Equal(recorded.Answer.GetProperty("size").GetInt32(), uuids.Length);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void RecordedQuery_ThatIsInvalid_IsRejectedWithAPath(int index)
    {
        var recorded = RecordedSearch.All[index];
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(recorded.Body), recorded.Entity);
        Assert.Null(reading.Query);
        Assert.All(reading.Faults, fault => Assert.StartsWith("$", fault.Path, StringComparison.Ordinal));
    }
}
