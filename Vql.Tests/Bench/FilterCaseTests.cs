using System.Net;
using Vql.Bench.Api;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Bench;

/// <summary>
/// Tests that the benchmark of the filters measures answers: a query that the API rejects ends it, and nobody runs it with each change.
/// </summary>
[Collection(BothPathsCollection.Name)]
public sealed class FilterCaseTests(NodeBothPaths api) : LoadedTests(() => api.Started)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task Queries_OfFiltersAndOrders_AreAccepted(Entity entity)
    {
        var filters = await FilterCase.FiltersAsync(api.Rows.Source, entity, Token);
        Assert.Equal(FilterTable.For(entity).Parameters.Select(filter => filter.Name), filters.Select(filter => filter.Name));
        Assert.All(filters, filter => Assert.NotEmpty(filter.Queries));
        foreach (var measured in filters.Concat(FilterCase.Orders(entity)))
        {
            foreach (var query in measured.Queries)
            {
                using var response = await api.Tables.Client.GetAsync($"/api/v1/{measured.Table}/?{query}", Token);
                Assert.True(
                    response.StatusCode == HttpStatusCode.OK, $"{query}: {await response.Content.ReadAsStringAsync(Token)}");
            }
        }
    }
}
