using System.Text.Json;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Batches;

/// <summary>The values that the rows of a batch have for the filters whose values are gathered.</summary>
internal static class FilterValues
{
    /// <summary>
    /// The values in the order of the rows. A filter gathers from the CSV column of its key, a company's from
    /// <c>company_KEY</c>; one without such a column (a company's <c>industries</c>) gathers nothing, as in the Go service.
    /// </summary>
    public static IEnumerable<ObservedValue> Of(Batch batch, ILookup<Entity, string> keys)
    {
        var contactKeys = keys[Entity.Contact].Where(CsvRow.ContactColumns.Contains).ToList();
        var companyKeys = keys[Entity.Company].Where(key => CsvRow.CompanyColumns.Contains(FieldCatalogue.CompanyPrefix + key)).ToList();
        var ofContacts = batch.Contacts.SelectMany(row => Met(Entity.Contact, JsonSerializer.SerializeToElement(row, RowJson.Default.Contact), contactKeys));
        var ofCompanies = batch.Companies.SelectMany(row => Met(Entity.Company, JsonSerializer.SerializeToElement(row, RowJson.Default.Company), companyKeys));
        return ofContacts.Concat(ofCompanies);
    }

    private static IEnumerable<ObservedValue> Met(Entity entity, JsonElement row, List<string> keys) =>
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
