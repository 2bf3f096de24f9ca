using System.Text.Json;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Batches;

/// <summary>Collects the values of the rows of a batch for the filters that store their values.</summary>
internal static class FilterValues
{
    /// <summary>
    /// Returns the values in the order of the rows. The values of a filter come from the CSV column of its key, or
    /// <c>company_KEY</c> for companies. A filter without such a column, such as <c>industries</c> of companies, has no values,
    /// as in the Go service.
    /// </summary>
    public static IEnumerable<ObservedValue> Of(Batch batch, ILookup<Entity, string> keys)
    {
        var contactKeys = keys[Entity.Contact].Where(CsvRow.ContactColumns.Contains).ToList();
        var companyKeys = keys[Entity.Company]
            .Where(key => CsvRow.CompanyColumns.Contains(FieldCatalogue.CompanyPrefix + key))
            .ToList();
        var ofContacts = batch.Contacts.SelectMany(row =>
            Observed(Entity.Contact, JsonSerializer.SerializeToElement(row, RowJson.Default.Contact), contactKeys));
        var ofCompanies = batch.Companies.SelectMany(row =>
            Observed(Entity.Company, JsonSerializer.SerializeToElement(row, RowJson.Default.Company), companyKeys));
        return ofContacts.Concat(ofCompanies);
    }

    private static IEnumerable<ObservedValue> Observed(Entity entity, JsonElement row, List<string> keys) =>
        from key in keys
        from value in Values(row, key)
        where value.Length > 0
        select new ObservedValue(entity, key, value);

    private static IEnumerable<string> Values(JsonElement row, string key)
    {
        if (!row.TryGetProperty(key, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(element => element.ToString()) : [value.ToString()];
    }
}
