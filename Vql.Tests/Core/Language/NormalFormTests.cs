using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Language;

public sealed class NormalFormTests
{
    public static TheoryData<Entity> Entities { get; } = [Entity.Contact, Entity.Company];

    [Theory]
    [MemberData(nameof(Entities))]
    public void NormalForm_OfANormalForm_IsTheSame(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        RandomQuery.Of(entity, RandomRows.Rows).Sample(query =>
        {
            var normal = NormalForm.Of(entity, query.Where);
            Assert.Equal(Json(normal), Json(NormalForm.Of(entity, normal)));
        }, iter: 2000);
    }

    [Theory]
    [InlineData("T\u0308*")]
    [InlineData("\u1E97*")]
    [InlineData("\u0130\\*")]
    [InlineData("\u1E9E\\\\?")]
    public void Pattern_InItsNormalForm_IsInLowerCaseAndStays(string pattern)
    {
        var normal = Text("title", pattern, SearchType.Wildcard);
        Assert.Equal(normal.ToLowerInvariant(), normal);
        Assert.Equal(normal, Text("title", normal, SearchType.Wildcard));
    }

    [Theory]
    [InlineData("title", SearchType.Shuffle, "Zoe\u0308", "Zo\u00EB")]
    [InlineData("title", SearchType.Wildcard, "ZOE\u0308*", "zo\u00EB*")]
    [InlineData("title_symbols", SearchType.Exact, "C++", "c\u01C2\u01C2")]
    [InlineData("title_symbols", SearchType.Wildcard, "C++", "c++")]
    [InlineData("email", SearchType.Wildcard, "ZOE\u0308*", "ZOE\u0308*")]
    public void Text_OfEachKindOfField_IsWrittenAsItsWordsAreIndexed(string field, SearchType type, string text, string expected) =>
        Assert.Equal(expected, Text(field, text, type));

    [Fact]
    public void Bounds_OnOneSide_AreReducedToTheEffectiveOne()
    {
        var range = new RangeMatch("created_at", [Bound(RangeOperator.Gte, 1), Bound(RangeOperator.Gt, 2), Bound(RangeOperator.Lt, 3)]);
        var normal = NormalForm.Of(
            FieldCatalogue.Contacts, VqlWhere.Everything with { RangeQuery = new Clauses<RangeMatch>([range], []) });
        Assert.Equal([Bound(RangeOperator.Gte, 1), Bound(RangeOperator.Lt, 3)], normal.RangeQuery.Must[0].Bounds);
    }

    [Theory]
    [InlineData("gte:1 gte:2", "gte:2")]
    [InlineData("gt:1 gt:2", "gt:2")]
    [InlineData("lt:2 lt:1", "lt:1")]
    [InlineData("gte:1 gt:2", "gte:1")]
    [InlineData("gt:2 gte:1", "gte:1")]
    [InlineData("lte:3 lt:2", "lte:3")]
    [InlineData("lt:2 lte:3", "lte:3")]
    [InlineData("gt:1 lte:3", "gt:1 lte:3")]
    [InlineData("gte:1 lt:3", "gte:1 lt:3")]
    [InlineData("", "")]
    public void Bounds_InAnyOrder_AreReducedAsElasticsearchReadsThem(string bounds, string expected)
    {
        var range = new RangeMatch("created_at", Bounds(bounds));
        var normal = NormalForm.Of(
            FieldCatalogue.Contacts, VqlWhere.Everything with { RangeQuery = new Clauses<RangeMatch>([range], []) });
        Assert.Equal(Bounds(expected), normal.RangeQuery.Must[0].Bounds);
    }

    [Fact]
    public void Options_ThatDoNotApply_AreRemoved()
    {
        var match = new TextMatch("title", "a", SearchType.Exact, Fuzzy: true, MatchOperator.Or, Slop: 2);
        Assert.Equal(match with { Fuzzy = false, Operator = MatchOperator.And }, Normal(match));
        Assert.Equal(match with { Type = SearchType.Shuffle, Slop = 0 }, Normal(match with { Type = SearchType.Shuffle }));
    }

    private static List<RangeBound> Bounds(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(bound => bound.Split(':'))
            .Select(parts => Bound(
                Enum.Parse<RangeOperator>(parts[0], ignoreCase: true), long.Parse(parts[1], CultureInfo.InvariantCulture))),
    ];

    private static RangeBound Bound(RangeOperator comparison, long value) => new(comparison, VqlValue.Of(value));

    private static string Text(string field, string text, SearchType type) => Normal(new TextMatch(field, text, type)).Text;

    private static TextMatch Normal(TextMatch match) => NormalForm.Of(
        FieldCatalogue.Contacts, VqlWhere.Everything with { TextMatches = new Clauses<TextMatch>([match], []) }).TextMatches.Must[0];

    private static string Json(VqlWhere where)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            VqlWriter.Write(writer, new VqlQuery { Where = where });
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
