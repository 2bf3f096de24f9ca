using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Tests of every ordering key.</summary>
[Collection(BothPathsCollection.Name)]
public sealed class OrderTests(NodeBothPaths api) : LoadedTests(() => api.Started)
{
    public static TheoryData<Entity, string> Keys { get; } =
    [
        .. from entity in Enum.GetValues<Entity>()
           from key in OrderTable.For(entity).Keys
           select new TheoryDataRow<Entity, string>(entity, key),
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Key_InBothDirections_ReturnsTheSameRowsOnBothPathsAndBackwards(Entity entity, string key)
    {
        var fields = FieldCatalogue.For(entity);
        var source = fields[OrderTable.For(entity)[key]].IsSortable ? "vql" : "unsupported";
        foreach (var ordering in new[] { key, $"{key}:desc" })
        {
            var first = await api.GetAsync($"{fields.Table}/?limit=60&ordering={ordering}", source);
            var second = await api.GetAsync(BothPaths.PathOf(first.GetProperty("next"))!, source);
            var back = await api.GetAsync(BothPaths.PathOf(second.GetProperty("previous"))!, source);
            Assert.Equal(first.GetProperty("results").GetRawText(), back.GetProperty("results").GetRawText());
            Assert.Empty(Uuids(first).Intersect(Uuids(second)));
            var longer = await api.GetAsync($"{fields.Table}/?limit=120&ordering={ordering}", source);
            Assert.Equal(Uuids(longer), Uuids(first).Concat(Uuids(second)));
        }
    }

    [Theory]
    [InlineData("contacts", "last_name", "last_name")]
    [InlineData("contacts", "company", "company")]
    [InlineData("companies", "name", "name")]
    public async Task Text_PagedToTheEnd_IsOrderedByItsBytesWithNullsLast(string table, string key, string member)
    {
        foreach (var sign in new[] { "", "-" })
        {
            var seen = new List<(string? Value, string Uuid)>();
            var link = $"{table}/?limit=900&ordering={sign}{key}";
            while (link is not null)
            {
                var page = await api.GetAsync(link, "unsupported");
                seen.AddRange(
                    page.GetProperty("results").EnumerateArray()
                        .Select(row => (row.GetProperty(member).GetString(), row.GetProperty("uuid").GetString()!)));
                link = BothPaths.PathOf(page.GetProperty("next"));
            }

            Assert.Equal(table == "contacts" ? RecordedRows.Contacts.Count : RecordedRows.Companies.Count, seen.Distinct().Count());
            var known = sign == "" ? seen.OrderBy(row => row.Value is null).ThenBy(row => row.Value ?? "", Bytes.Order)
                : seen.OrderBy(row => row.Value is null).ThenByDescending(row => row.Value ?? "", Bytes.Order);
            Assert.Equal(known.ThenBy(row => row.Uuid, StringComparer.Ordinal), seen);
        }
    }

    [Fact]
    public async Task OrdersOfTextsAndOthers_ContinueAfterNullValues()
    {
        var seen = new List<string>();
        var link = "companies/company/" + RecordedRows.Contacts.Where(row => row.CompanyId is { Length: > 0 }).GroupBy(row => row.CompanyId)
            .MaxBy(group => group.Count())!.Key
            + "/contacts/?limit=2&ordering=-title,seniority,-first_name";
        while (link is not null)
        {
            var page = await api.GetAsync(link, "unsupported");
            seen.AddRange(Uuids(page));
            link = BothPaths.PathOf(page.GetProperty("next"));
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.True(seen.Count > 2);
    }

    [Fact]
    public async Task UnknownKey_IsNamedWithTheNearest() =>
        Assert.Contains("\"last_name\"", (await api.FaultsAsync("contacts/?ordering=lastname"))["ordering"], StringComparison.Ordinal);

    private static IEnumerable<string> Uuids(JsonElement page) =>
        page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!);

    private sealed class Bytes : IComparer<string>
    {
        public static Bytes Order { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
