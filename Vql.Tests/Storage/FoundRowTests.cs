using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Tests of the rows that filters find, on both engines.</summary>
public abstract class FoundRowTests(SearchedStores stores) : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    protected SearchedStores Stores { get; } = stores;

    public async ValueTask InitializeAsync() => await Stores.Loaded;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected async Task AssertAsync(Entity name, string filters, string expected, Synonyms? synonyms = null)
    {
        var faults = new List<ParameterFault>();
        var where = Convert(name, filters, faults, synonyms: synonyms);
        Assert.Empty(faults);
        await AssertAsync(name, where, expected);
    }

    protected async Task AssertAsync(Entity name, VqlWhere where, string expected)
    {
        var query = new VqlQuery { Where = where, Limit = 100 };
        var entity = FieldCatalogue.For(name);
        string[] uuids = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

        var rows = await Stores.Tables.ListUuidsAsync(entity, query, 0, TestContext.Current.CancellationToken);
        Assert.Equal(uuids, rows.Order(StringComparer.Ordinal));
        Assert.Equal(uuids.Length, await Stores.Tables.CountAsync(entity, query, TestContext.Current.CancellationToken));
        if (!query.RequiresPostgres(entity))
        {
            var hits = await Stores.Engine.SearchAsync(entity, query, Deadline, TestContext.Current.CancellationToken);
            Assert.Null(hits.Failure);
            Assert.Equal(uuids, hits.Value!.Hits.Select(hit => hit.Uuid).Order(StringComparer.Ordinal));
        }
    }

    protected static VqlWhere Convert(
        Entity name, string filters, List<ParameterFault> faults, List<FilterScore>? scores = null, Synonyms? synonyms = null) =>
        FilterConverter.Convert(
            synonyms is null ? FilterTable.For(name) : FilterTable.For(name).With(synonyms),
            SplitAtParameters(filters).Select(pair => pair.Split('=', 2)).GroupBy(pair => pair[0], pair => pair[1])
                .Select(group => KeyValuePair.Create(group.Key, (IReadOnlyList<string>)[.. group])),
            faults, maxWholeValues: FilterConverter.MaxBodyValues, scores: scores);

    // An ampersand between letters is part of the value.
    private static string[] SplitAtParameters(string filters) => System.Text.RegularExpressions.Regex.Split(filters, "&(?=[a-z_.]+=)");
}
