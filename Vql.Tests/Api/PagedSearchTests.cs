using System.Globalization;
using Vql.Api.Answers;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Http.Lists;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Api;

/// <summary>Tests of pages that are collected from searches of up to 100 rows each, over a list of numbers.</summary>
public sealed class PagedSearchTests
{
    private const int Rows = 1_150;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(26)]
    [InlineData(101)]
    [InlineData(250)]
    public async Task Page_AtAnyOffset_ContainsTheRowsFromThere(int limit)
    {
        for (var offset = 0; offset <= 1_000; offset += 7)
        {
            var search = new NumberSearch(Rows);
            var page = await search.ReadAsync(offset, limit);
            Assert.Equal(Enumerable.Range(0, Rows).Skip(offset).Take(limit), page.Rows);
            Assert.Equal(RowTotal.Exactly(Rows), page.Total);
            Assert.True(search.RequestCount <= (offset > 0 ? 1 : 0) + ((limit + 99) / 100));
        }
    }

    [Theory]
    [InlineData(40, 39, 1)]
    [InlineData(40, 40, 0)]
    [InlineData(40, 999, 0)]
    [InlineData(0, 1, 0)]
    public async Task Page_AtOrAfterTheEnd_ContainsTheRemainingRows(int rows, int offset, int expected)
    {
        var page = await new NumberSearch(rows).ReadAsync(offset, 10);
        Assert.Equal(expected, page.Rows.Count);
        Assert.Equal(rows, page.Total!.Value);
    }

    [Fact]
    public async Task Page_BeyondTheMaximumOffset_IsUnsupported() =>
        Assert.Equal(FallbackReason.Unsupported, (await new NumberSearch(Rows).CollectAsync(1_001, 10)).Fallback);

    [Fact]
    public void Links_AtTheMaximumOffset_ContinueByCursor()
    {
        var fields = FieldCatalogue.Companies;
        var request = new ListRequest(
            fields, VqlWhere.Everything, VqlOrder.Total([]), null, 25, null)
        { Offset = ListRequest.MaxOffset - 10 };
        var page = Page<int>.Of(request, new SearchResult<int>([.. Enumerable.Range(0, 26)], null), number => ["0", $"{number}"]);
        Assert.Equal(new PagePosition("offset", $"{ListRequest.MaxOffset - 35}"), page.Previous);
        Assert.Equal("cursor", page.Next!.Name);
        Assert.Equal(["0", "24"], PageCursor.Read(page.Next.Value)!.Values);
    }

    /// <summary>A search that returns pages of numbers as Connectra does.</summary>
    private sealed class NumberSearch(int rows)
    {
        public int RequestCount { get; private set; }

        public async Task<SearchResult<int>> ReadAsync(int offset, int limit) =>
            Assert.IsType<SearchOutcome<SearchResult<int>>.Answered>(await CollectAsync(offset, limit)).Value;

        public Task<SearchOutcome<SearchResult<int>>> CollectAsync(int offset, int limit) =>
            new PagedSearch(TimeSpan.FromMinutes(1), TimeProvider.System).CollectAsync(
                new VqlQuery { Limit = limit, Total = true }, offset, AskAsync, row => [row.ToString(CultureInfo.InvariantCulture)], Token);

        private Task<SearchOutcome<SearchResult<int>>> AskAsync(VqlQuery query, CancellationToken cancellationToken)
        {
            RequestCount++;
            Assert.InRange(query.Limit, 1, VqlQuery.MaxLimit);
            Assert.InRange(query.Page, 0, VqlQuery.MaxPage);
            Assert.True(query.Page == 0 || query.Cursor.Count == 0);
            var from = query.Cursor is [{ } after] ? int.Parse(after, CultureInfo.InvariantCulture) + 1 : query.Offset;
            var found = Enumerable.Range(0, rows).Skip(from).Take(query.Limit).ToList();
            return Task.FromResult<SearchOutcome<SearchResult<int>>>(
                new SearchOutcome<SearchResult<int>>.Answered(new SearchResult<int>(found, query.Total ? RowTotal.Exactly(rows) : null)));
        }
    }
}
