using System.Text;
using System.Text.Json;
using CsCheck;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Language;

public sealed class VqlJsonTests
{
    public static TheoryData<Entity> Entities { get; } = [Entity.Contact, Entity.Company];

    [Theory]
    [MemberData(nameof(Entities))]
    public void Query_WrittenAndRead_IsTheSame(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var text = Gen.OneOf(EdgeCaseText.Phrase, EdgeCaseText.Characters);
        var queries = Gen.Select(RandomQuery.Of(entity, WithoutRows(text)), text.Null().Array[0, 1]).Select(WithCursor(entity));
        Gen.Select(queries, Gen.Bool, Facets(entity), Highlight(entity)).Sample((plain, total, facets, highlight) =>
        {
            var query = plain with { Total = total, Facets = facets, Highlight = highlight };
            var reading = VqlReader.Read(Write(query), entity);

            Assert.Empty(reading.Faults);
            Assert.Equivalent(query, reading.Query, strict: true);
        }, iter: 2000);
    }

    [Fact]
    public void Query_WithoutOptions_IsWrittenWithoutTheirMembers()
    {
        var match = new TextMatch("title", "a", SearchType.Exact);
        var where = VqlWhere.Everything with { TextMatches = new Clauses<TextMatch>([match], []) };

        Assert.Equal(
            """{"where":{"text_matches":{"must":[{"text_value":"a","filter_key":"title","search_type":"exact"}]}}}""",
            Encoding.UTF8.GetString(Write(new VqlQuery { Where = where })));
    }

    [Fact]
    public void Read_AnyBytes_GivesAQueryOrFaults()
    {
        var entity = FieldCatalogue.Contacts;
        var text = Gen.OneOf(EdgeCaseText.Phrase, EdgeCaseText.Characters);
        Gen.Select(RandomQuery.Of(entity, WithoutRows(text)), Gen.Int[0, 400], Gen.Int[0, 3], Damage).Sample((query, at, cut, damage) =>
        {
            var json = Write(query);
            at = Math.Min(at, json.Length);
            var reading = VqlReader.Read((byte[])[.. json[..at], .. damage, .. json[Math.Min(at + cut, json.Length)..]], entity);

            Assert.NotEqual(reading.Query is null, reading.Faults.Count == 0);
        }, iter: 5000);
    }

    [Theory]
    [InlineData(
        """{"where":{"text_matches":{"must":[{"text_value":"a\u0000","filter_key":"title","search_type":"exact"}]}}}""",
        "$.where.text_matches.must[0].text_value")]
    [InlineData("""{"where":{"keyword_match":{"must_not":{"city":["b","a\u0000"]}}}}""", "$.where.keyword_match.must_not.city")]
    [InlineData("""{"where":{"range_query":{"must":{"city":{"gte":"\u0000"}}}}}""", "$.where.range_query.must.city.gte")]
    [InlineData("""{"cursor":["1","\u0000"]}""", "$.cursor[1]")]
    public void Read_CharacterThatCannotBeStored_IsRejectedWithItsPath(string json, string path)
    {
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(json), FieldCatalogue.Contacts);

        Assert.Equal(path, Assert.Single(reading.Faults).Path);
    }

    [Theory]
    [InlineData("""{"order_by":[{"order_by":"relevance"}]}""", "$.order_by[0].scores")]
    [InlineData("""{"order_by":[{"order_by":"uuid","scores":[[{"weight":1}]]}]}""", "$.order_by[0].scores")]
    [InlineData("""{"order_by":[{"order_by":"relevance","scores":[[]]}]}""", "$.order_by[0].scores[0]")]
    [InlineData("""{"order_by":[{"order_by":"relevance","scores":[[{"weight":1},{"weight":2}]]}]}""", "$.order_by[0].scores[0]")]
    [InlineData("""{"order_by":[{"order_by":"relevance","scores":[[{"weight":1001}]]}]}""", "$.order_by[0].scores[0][0].weight")]
    [InlineData(
        """{"order_by":[{"order_by":"relevance","scores":[[{"weight":1,"where":{"exists":["nothing"]}}]]}]}""",
        "$.order_by[0].scores[0][0].where.exists[0]")]
    [InlineData("""{"where":{"exists":["relevance"]}}""", "$.where.exists[0]")]
    [InlineData("""{"order_by":[{"order_by":"relevance","scores":[[{"weight":1}]]}],"cursor":["x","y"]}""", "$.cursor[0]")]
    public void Read_Scores_AreValidated(string json, string path)
    {
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(json), FieldCatalogue.Contacts);

        Assert.Equal(path, Assert.Single(reading.Faults).Path);
    }

    [Theory]
    [InlineData("""{"point_in_time":1}""", "$.point_in_time")]
    [InlineData("""{"point_in_time":{"keep_alive":"soon"}}""", "$.point_in_time.keep_alive")]
    [InlineData("""{"point_in_time":{"keep_alive":"0s"}}""", "$.point_in_time.keep_alive")]
    [InlineData("""{"point_in_time":{"keep_alive":"601s"}}""", "$.point_in_time.keep_alive")]
    [InlineData("""{"point_in_time":true,"page":2}""", "$.page")]
    [InlineData("""{"point_in_time":true,"cursor":["1","a","{no id}"]}""", "$.cursor[2]")]
    [InlineData("""{"point_in_time":false,"cursor":["1","a","id"]}""", "$.cursor")]
    public void Read_InvalidPointInTime_IsRejectedWithItsPath(string json, string path)
    {
        Assert.Equal(path, Assert.Single(VqlReader.Read(Encoding.UTF8.GetBytes(json), FieldCatalogue.Contacts).Faults).Path);
    }

    [Fact]
    public void Read_EmptyPattern_IsRejected()
    {
        var json = """
            {"version":2,"where":{"text_matches":{"must":[{"text_value":"","filter_key":"city","search_type":"wildcard"}]}}}
            """u8.ToArray();

        Assert.Equal("$.where.text_matches.must[0].text_value", Assert.Single(VqlReader.Read(json, FieldCatalogue.Contacts).Faults).Path);
    }

    [Theory]
    [InlineData("٢٠٢٤-01-01")]
    [InlineData("2024-01-0１")]
    [InlineData("2024-01-01\\n")]
    [InlineData("2024-01-01||+１d")]
    public void Read_DateWithNonAsciiDigits_IsRejected(string date)
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"where":{"range_query":{"must":{"created_at":{"gte":"{{{date}}}"} } } } }""");

        Assert.Equal("$.where.range_query.must.created_at.gte", Assert.Single(VqlReader.Read(json, FieldCatalogue.Contacts).Faults).Path);
    }

    [Theory]
    [InlineData("1.50", "1.5")]
    [InlineData("1.0", "1")]
    [InlineData("1e2", "100")]
    [InlineData("-0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("1e400", "1e400")]
    public void Read_NumberForKeyword_IsItsShortestSpelling(string written, string read)
    {
        var reading = VqlReader.Read(
            Encoding.UTF8.GetBytes($$$"""{"where":{"keyword_match":{"must":{"city":{{{written}}} } } } }"""), FieldCatalogue.Contacts);

        Assert.Equal(read, reading.Query!.Where.KeywordMatch.Must[0].Values[0].Text);
    }

    // Whole tokens keep much of the damaged text valid JSON. Random bytes make some of it invalid.
    private static Gen<byte[]> Damage { get; } = Gen.OneOf(
        Gen.OneOf(
            "", "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "1.5", "99999999999", "\"\\ud800\"", "\\ud800",
            "\\u0000", "\"a\":", ",\"must\":[]",
            ",\"limit\":\"x\"", "\"page\":1e1,").Select(Encoding.UTF8.GetBytes),
        Gen.Byte.Array[0, 3]);

    private static Func<VqlQuery, string?[], VqlQuery> WithCursor(EntityFields entity) => (query, texts) =>
    {
        var order = VqlOrder.Total(query.OrderBy);
        return query.Page > 1 || texts.Length == 0
            ? query
            : query with
            {
                PointInTime = query.Limit % 3 == 0
                    ? new PointInTime(TimeSpan.FromSeconds(90)) { Id = query.Limit % 2 == 0 ? "a-B_1+/=" : null }
                    : null,
                Cursor = [.. order.Select(member => entity[member.Field].Kind == FieldKind.Keyword ? texts[0] : "-42")],
            };
    };

    private static Gen<VqlFacet[]> Facets(EntityFields entity)
    {
        var fields = entity.Fields.Where(field => field.Kind == FieldKind.Keyword).Select(field => field.Name).ToArray();
        var plain = Gen.Select(Gen.OneOf(fields), Gen.Int[1, VqlFacet.MaxSize]).Select((field, size) => new VqlFacet(field, size));
        var typed = Gen.Select(plain, Gen.OneOf("vice pr", "c++", "a"), Gen.Enum<PrefixTolerance>())
            .Select((facet, text, tolerance) => facet with { Prefix = TypedText.Of(text), Tolerance = tolerance });
        return Gen.OneOf(plain, typed).Array[0, 3].Select(facets => facets.DistinctBy(facet => facet.Field).ToArray());
    }

    private static Gen<string[]> Highlight(EntityFields entity) =>
        Gen.OneOf(entity.Fields.Where(field => field.Kind == FieldKind.Text).Select(field => field.Name).ToArray()).Array[0, 2];

    private static SearchedRows WithoutRows(Gen<string> text) => new("none", [], [], text, text);

    private static byte[] Write(VqlQuery query)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            VqlWriter.Write(writer, query);
        }

        return json.ToArray();
    }
}
