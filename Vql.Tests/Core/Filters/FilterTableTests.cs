using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Filters;

/// <summary>Every filter of the table, on PostgreSQL and the embedded node.</summary>
public sealed class FilterTableTests(NodeRandomStores stores) : IClassFixture<NodeRandomStores>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly IReadOnlyList<string> Words =
    [
        .. RandomRows.Rows.Companies.SelectMany(row => new[] { row.City, row.Name }).OfType<string>().Where(text => text.Any(char.IsLetterOrDigit)).Distinct().Take(8),
    ];

    public static TheoryData<Entity, string> Filters { get; } =
    [
        .. from entity in Enum.GetValues<Entity>()
           from filter in FilterTable.For(entity).Parameters
           select new TheoryDataRow<Entity, string>(entity, filter.Name),
    ];

    public async ValueTask InitializeAsync() => await stores.Loaded;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filter_AloneAndWithEveryModifier_FindsTheSameOnBothEngines(Entity name, string parameter)
    {
        var filters = FilterTable.For(name);
        var filter = filters.Find(parameter)!;
        foreach (var value in Values(filter))
        {
            await CountAsync(filters, (parameter, value));
            if (filters.HasModifiers(filter))
            {
                foreach (var match in new[] { "exact", "substring", "prefix" })
                {
                    await CountAsync(filters, (parameter, value), (parameter + EntityFilters.MatchModifier, match));
                }

                await CountAsync(filters, (parameter, value), (parameter + EntityFilters.FuzzyModifier, "false"));
            }
        }
    }

    [Fact]
    public async Task TwoFilters_OnOneField_BothHold()
    {
        var filters = FilterTable.Contacts;
        foreach (var word in Words)
        {
            var one = await CountAsync(filters, ("company", word));
            Assert.Equal(one, await CountAsync(filters, ("company", word), ("include_company_name", word)));
            Assert.Equal(0, await CountAsync(filters, ("company", word), ("exclude_company_name", word)));
            var all = await CountAsync(filters);
            Assert.Equal(all - one, await CountAsync(filters, ("exclude_company_name", word)));
        }
    }

    private static IEnumerable<string> Values(FilterParameter filter) =>
        filter.Modifies.Count > 0 ? [filter.Example]
        : filter.IsNumber || filter.Kind is FilterKind.After or FilterKind.Before
        ? [filter.Example, filter.IsNumber ? "0" : "2024-02-10T12:00:00+02:00"]
        : filter.Kind == FilterKind.Phone ? [filter.Example, "555", "+1 (415) 555-0100"]
        : [filter.Example, .. Words.Take(4)];

    private async Task<long> CountAsync(EntityFilters filters, params (string Name, string Value)[] parameters)
    {
        var faults = new List<ParameterFault>();
        var where = FilterConverter.Convert(
            filters, parameters.Select(one => KeyValuePair.Create<string, IReadOnlyList<string>>(one.Name, [one.Value])), faults);
        Assert.Empty(faults);
        var query = OverTheWire(filters.Fields, new VqlQuery { Where = where });
        var count = await stores.Engine.CountAsync(filters.Fields, query, Deadline, TestContext.Current.CancellationToken);
        Assert.Null(count.Failure);
        Assert.Equal(await stores.Tables.CountAsync(filters.Fields, new VqlQuery { Where = where }, TestContext.Current.CancellationToken), count.Value);
        return count.Value;
    }

    private static VqlQuery OverTheWire(EntityFields fields, VqlQuery query)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            VqlWriter.Write(writer, query);
        }

        var reading = VqlReader.Read(body.ToArray(), fields);
        Assert.Empty(reading.Faults);
        return reading.Query!;
    }
}
