using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Documents;
using Vql.Core.Fields;

namespace Vql.Tests.Infrastructure;

/// <summary>A row with a distinct value in each column. Cleaning does not change the values.</summary>
internal static class CatalogueRow
{
    public const string CompanyUuid = "ca7a1090-0000-4000-8000-00000000c0de";
    public const string ContactUuid = "ca7a1090-0000-4000-8000-0000000000c7";

    /// <summary>Returns the columns that clients write, without the identity.</summary>
    public static IEnumerable<Column> Columns(EntityFields entity) =>
        entity.Columns.Where(column => column is { IsSetByServer: false, Name: not "uuid" });

    public static string UuidOf(EntityFields entity) => entity.Entity == Entity.Contact ? ContactUuid : CompanyUuid;

    /// <summary>Returns the row as JSON, with its uuid.</summary>
    public static JsonObject Of(EntityFields entity)
    {
        var row = new JsonObject { ["uuid"] = UuidOf(entity) };
        foreach (var column in Columns(entity))
        {
            row[column.Name] = ValueOf(entity, column);
        }

        return row;
    }

    public static Contact Contact() => Of(FieldCatalogue.Contacts).Deserialize(RowJson.Default.Contact)!;

    public static Company Company() => Of(FieldCatalogue.Companies).Deserialize(RowJson.Default.Company)!;

    /// <summary>
    /// Returns the value of a column as text: the first element of a list, or the digits of a number.
    /// </summary>
    public static string TextOf(EntityFields entity, Column column)
    {
        var place = Place(entity, column);
        return column switch
        {
            { Name: "company_id" } => CompanyUuid,
            { Type: ColumnType.BigInt } => (1000 + place).ToString(CultureInfo.InvariantCulture),
            { Cleaning: CleaningRule.Phone } => $"+14155550{100 + place}",
            { Cleaning: CleaningRule.Email } => $"mail{place}@example.com",
            { Cleaning: CleaningRule.WebAddress or CleaningRule.LowerWebAddress } => $"https://www.site{place}.example.com/page",
            { Cleaning: CleaningRule.Domain } => $"domain{place}.example.com",
            { Cleaning: CleaningRule.Date } => $"2001-02-{1 + (place % 28):00}",
            _ => $"value{place} of {entity.Entity.ToString().ToLowerInvariant()}",
        };
    }

    private static JsonNode ValueOf(EntityFields entity, Column column) => column.Type switch
    {
        ColumnType.BigInt => JsonValue.Create(1000L + Place(entity, column)),
        ColumnType.TextArray => new JsonArray(TextOf(entity, column)),
        _ => JsonValue.Create(TextOf(entity, column)),
    };

    private static int Place(EntityFields entity, Column column) =>
        (entity.Entity == Entity.Contact ? 10 : 50) + entity.Columns.Select(known => known.Name).ToList().IndexOf(column.Name);
}
