using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Filters;

/// <summary>Tests of every filter of the table, on PostgreSQL and the embedded node.</summary>
public sealed class FilterTableTests(NodeRandomStores stores) : IClassFixture<NodeRandomStores>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly IReadOnlyList<string> Words =
    [
        .. RandomRows.Rows.Companies.SelectMany(row => new[] { row.City, row.Name }).OfType<string>()
            .Where(text => text.Any(char.IsLetterOrDigit)).Distinct().Take(8),
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
        var all = await CountAsync(filters);
        foreach (var modifier in Modifiers(filters, filter))
        {
            var counts = new List<long>();
            Assert.Empty(Convert(filters, [.. ParametersFor(filters, filter).First(), .. modifier]).Faults);
            // A value of a row may be too short for a substring match, or not a phone number.
            foreach (var parameters in ParametersFor(filters, filter))
            {
                (string, string)[] modifiedParameters = [.. parameters, .. modifier];
                if (Convert(filters, modifiedParameters).Faults.Count == 0)
                {
                    counts.Add(await CountAsync(filters, modifiedParameters));
                }
            }

            // A filter that matches no rows or all rows would not show whether it is applied.
            Assert.True(
                counts.Exists(count => count > 0 && count < all), $"{string.Join(' ', modifier)}: {string.Join(' ', counts)} of {all}");
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

    private static IEnumerable<(string Name, string Value)[]> Modifiers(EntityFilters filters, FilterParameter filter)
    {
        yield return [];
        if (!filters.HasModifiers(filter))
        {
            yield break;
        }

        foreach (var match in new[] { "exact", "substring", "prefix" })
        {
            yield return [(filter.Name + EntityFilters.MatchModifier, match)];
        }

        yield return [(filter.Name + EntityFilters.FuzzyModifier, "false")];
    }

    // A filter that modifies another is combined with each value of that filter.
    private static IEnumerable<(string Name, string Value)[]> ParametersFor(EntityFilters filters, FilterParameter filter)
    {
        if (filter.Modifies.Count == 0)
        {
            return Values(filters, filter).Select(value => new[] { (filter.Name, value) });
        }

        var modified = filters.Find(filter.Modifies[0])!;
        return Values(filters, modified).Select(value => new[] { (filter.Name, filter.Example), (modified.Name, value) });
    }

    private static IEnumerable<string> Values(EntityFilters filters, FilterParameter filter)
    {
        var stored = filter.Fields.SelectMany(field => RandomRows.Rows.ValuesOf(filters.Fields, filters.Fields[field]))
            .Where(value => value.Any(char.IsLetterOrDigit) && !value.Contains(',', StringComparison.Ordinal) && value[0] != '-')
            .Where(value => Convert(filters, [(filter.Name, value)]).Faults.Count == 0).Take(6);
        return stored.Prepend(filter.Example).Concat(
            filter.IsNumber ? ["0"]
            : filter.Kind is FilterKind.After or FilterKind.Before ? ["2024-02-10T12:00:00+02:00"]
            : filter.Kind == FilterKind.Phone ? ["555", "+1 (415) 555-0100"]
            : Words.Take(4));
    }

    private async Task<long> CountAsync(EntityFilters filters, params (string Name, string Value)[] parameters)
    {
        var (where, faults) = Convert(filters, parameters);
        Assert.Empty(faults);
        var original = new VqlQuery { Where = where };
        var read = await stores.Tables.CountAsync(filters.Fields, original, TestContext.Current.CancellationToken);
        if (original.RequiresPostgres(filters.Fields))
        {
            return read;
        }

        var query = RoundTrip(filters.Fields, original);
        var count = await stores.Engine.CountAsync(filters.Fields, query, Deadline, TestContext.Current.CancellationToken);
        Assert.Null(count.Failure);
        Assert.Equal(read, count.Value);
        return read;
    }

    private static (VqlWhere Where, List<ParameterFault> Faults) Convert(EntityFilters filters, (string Name, string Value)[] parameters)
    {
        var faults = new List<ParameterFault>();
        var where = FilterConverter.Convert(
            filters, parameters.Select(one => KeyValuePair.Create<string, IReadOnlyList<string>>(one.Name, [one.Value])), faults);
        return (where, faults);
    }

    private static VqlQuery RoundTrip(EntityFields fields, VqlQuery query)
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
