using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using Vql.Core.Documents;
using Vql.Core.Fields;

namespace Vql.Tests.Infrastructure;

/// <summary>Several hundred rows with error-prone text, the same ones in every run.</summary>
internal static class RandomRows
{
    // VQL_PARITY_ROWS sets another seed, in the format of CsCheck.
    private static readonly string Seed = Environment.GetEnvironmentVariable("VQL_PARITY_ROWS") is { Length: > 0 } seed
        ? seed
        : "0N0XIzNsQ0O2";

    private const int CompanyCount = 150;
    private const int ContactCount = 400;

    private static readonly long?[] Amounts =
        [null, null, 0, 0, 1, -1, 10, 49, 50, 50, 51, 100, 1000, 4611686018427387904, long.MaxValue - 1, long.MinValue + 1];

    private static readonly DateTimeOffset[] Moments =
    [
        new(2024, 2, 10, 0, 0, 0, TimeSpan.Zero), new(2024, 2, 10, 8, 15, 0, 1, TimeSpan.Zero), new(
            2024, 2, 29, 12, 30, 15, 250, TimeSpan.Zero),
        new(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero), new(2024, 3, 1, 0, 0, 0, TimeSpan.Zero), new(
            2023, 12, 31, 23, 59, 59, 999, TimeSpan.Zero),
        new(2024, 1, 31, 1, 2, 3, TimeSpan.Zero), new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero), new(
            1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), new(2199, 7, 1, 0, 0, 0, TimeSpan.Zero),
    ];

    private static readonly Gen<string> Text = Gen.Frequency((6, EdgeCaseText.Phrase), (1, EdgeCaseText.Characters));

    /// <summary>Generates values from a small set, so that they repeat.</summary>
    private static readonly Gen<string> Value =
        Gen.OneOf(
            "", " ", "a", "A", "sales", "Sales", "sale", "seals", "true", "1", "1.50", "naïve", "naïve", "Ünï", "日本", "👍", "𝔘", "\uFFFF",
            "o'neil", "\"", "\\", "ab", "abc", "abcd", "\n");

    private static readonly Gen<string?> Name = Text.Null(0.15);
    private static readonly Gen<string?> Keyword = Value.Null(0.2);
    private static readonly Gen<string[]?> Keywords = Value.Array[0, 4].Null(0.2);
    private static readonly Gen<long?> Amount = Gen.OneOf(Amounts);
    private static readonly Gen<DateTimeOffset> Moment = Gen.OneOf(Moments);

    private static readonly Gen<Company> AnyCompany = Any(FieldCatalogue.Companies, RowJson.Default.Company);

    // Some contacts have no company, in each representation, and some refer to a missing one.
    private static readonly Gen<Contact> AnyContact =
        from row in Any(FieldCatalogue.Contacts, RowJson.Default.Contact)
        from company in Gen.Int[0, CompanyCount + 20]
        select row with
        {
            CompanyId = company < CompanyCount ? CompanyUuid(company) : (company % 3) switch { 0 => null, 1 => "", _ => "gone" },
        };

    /// <summary>The rows, and other words to search for.</summary>
    public static SearchedRows Rows { get; } = new(
        "random",
        [.. AnyCompany.Array[CompanyCount].Single(_ => true, Seed).Select((row, index) => row with { Uuid = CompanyUuid(index) })],
        [.. AnyContact.Array[ContactCount].Single(_ => true, Seed).Select((row, index) => row with { Uuid = $"contact-{index:x4}" })],
        Gen.Frequency((5, EdgeCaseText.Word), (2, EdgeCaseText.Phrase), (1, Text)),
        Gen.Frequency(
            (12, Value), (1, Gen.OneOf("contact-0001", "contact-00ff", "company-0001", "company-0010", "gone")), (1, EdgeCaseText.Word)))
    {
        DeletedCompanies = [CompanyUuid(0x0003), CompanyUuid(0x0010)],
    };

    // Generates a random value for each column that clients write.
    private static Gen<T> Any<T>(EntityFields entity, JsonTypeInfo<T> type)
    {
        var columns = entity.Columns.Where(column => column is { IsSetByServer: false, Name: not "uuid" }).ToList();
        return from texts in Name.Array[columns.Count]
               from keywords in Keyword.Array[columns.Count]
               from lists in Keywords.Array[columns.Count]
               from amounts in Amount.Array[columns.Count]
               from created in Moment
               select new JsonObject(columns.Select((column, at) => KeyValuePair.Create(column.Name, column.Type switch
               {
                   ColumnType.BigInt => JsonSerializer.SerializeToNode(amounts[at]),
                   ColumnType.TextArray => JsonSerializer.SerializeToNode(lists[at]),
                   _ => JsonSerializer.SerializeToNode(column.Indexed == FieldKind.Text ? texts[at] : keywords[at]),
               })).Append(KeyValuePair.Create("created_at", JsonSerializer.SerializeToNode(created)))).Deserialize(type)!;
    }

    private static string CompanyUuid(int index) => $"company-{index:x4}";
}
