using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Text;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Documents;

public sealed class CsvRowTests
{
    private static readonly string[] Recorded = File.ReadAllLines(RecordedFile.Path("rows.jsonl"));

    public static TheoryData<int> Rows { get; } = [.. Enumerable.Range(0, Recorded.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void CsvRow_Cleaned_IsTheRecordedContactAndCompany(int index)
    {
        var recorded = JsonNode.Parse(Recorded[index])!;
        var values = recorded["row"]!.AsObject().ToDictionary(
            column => CsvRow.ColumnName(column.Key), column => column.Value!.GetValue<string>());
        var company = CsvRow.ToCompany(values.GetValueOrDefault);
        var contact = CsvRow.ToContact(values.GetValueOrDefault, company.Uuid);

        AssertSame(recorded["contact"]!, JsonSerializer.SerializeToNode(contact, RowJson.Default.Contact)!, FieldCatalogue.Contacts);
        AssertSame(recorded["company"]!, JsonSerializer.SerializeToNode(company, RowJson.Default.Company)!, FieldCatalogue.Companies);
    }

    [Fact]
    public void CsvRow_WithADottedCapitalI_IsLowerCasedAsTheServiceDoes()
    {
        var values = new Dictionary<string, string> { ["first_name"] = "İpek", ["city"] = "İstanbul", ["departments"] = "İK" };
        var contact = CsvRow.ToContact(values.GetValueOrDefault, null);
        Assert.Equal(("ipek", "istanbul", "ik"), (contact.FirstName, contact.City, contact.Departments!.Single()));
        Assert.Equal(NameUuid.OfContact("İPEK", null, null), contact.Uuid);
    }

    [Theory]
    [InlineData(" a \t\n b ", "a b")]
    [InlineData("a\u00a0 b\u00a0", "a\u00a0 b")]
    [InlineData("a\v\u2003b", "a\v\u2003b")]
    public void Text_WithWhiteSpace_HasOnlyAsciisMadeOne(string raw, string expected) => Assert.Equal(expected, CsvValue.Text(raw));

    [Theory]
    [InlineData("1,200+", 1200L)]
    [InlineData("9223372036854775807", 9223372036854775807L)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1\u0662", null)]
    [InlineData("none", null)]
    public void Number_OfAText_IsItsDigits(string raw, long? expected) => Assert.Equal(expected, CsvValue.Number(raw));

    // The service writes zero values for missing values, which are null here.
    private static void AssertSame(JsonNode expected, JsonNode actual, EntityFields entity)
    {
        foreach (var (name, value) in expected.AsObject())
        {
            Assert.True(entity.TryGetColumn(name, out var column), name);
            JsonNode zero = column.Type switch
            {
                ColumnType.TextArray => new JsonArray(),
                ColumnType.BigInt => 0,
                _ => "",
            };
            Assert.True(
                JsonNode.DeepEquals(value, actual[name] ?? zero),
                $"{name}: expected {value?.ToJsonString()}, was {actual[name]?.ToJsonString()}");
        }
    }
}
