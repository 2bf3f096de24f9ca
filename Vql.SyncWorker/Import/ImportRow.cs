using Vql.Core.Documents;

namespace Vql.SyncWorker.Import;

/// <summary>A row of a file, cleaned: a company, a contact, or a contact with its company.</summary>
internal sealed record ImportRow(CsvRecord Record, Company? Company, Contact? Contact)
{
    private static readonly string[] Numbers = ["employees", "annual_revenue", "total_funding", "latest_funding_amount"];

    /// <summary>Cleans a record that has the right number of fields.</summary>
    /// <returns>The row, or what is wrong with it.</returns>
    public static (ImportRow? Row, string? Fault) Read(CsvRecord record, CsvHeader header)
    {
        var fields = record.Fields!;
        string? Value(string column) => header.Value(fields, column);

        if (fields.Any(field => field.Contains(CsvImport.Undecodable)))
        {
            return (null, "it is not UTF-8");
        }

        if (Array.Find(Numbers, column => CsvValue.Number(Value(column)) is null && (Value(column)?.Any(char.IsAsciiDigit) ?? false)) is { } large)
        {
            return (null, $"{large} is too large a number: {Value(large)}");
        }

        var company = CsvRow.ToCompany(Value);
        company = company.Name is null && company.LinkedinUrl is null ? null : WithDomain(company);
        var contact = CsvRow.ToContact(Value, company?.Uuid);
        contact = contact.FirstName is null && contact.LastName is null && contact.LinkedinUrl is null ? null : contact;
        return company is null && contact is null
            ? (null, "it names neither a company nor a person")
            : (new ImportRow(record, company, contact), null);
    }

    // Rows of companies alone have no e-mail address to take the domain from.
    private static Company WithDomain(Company company) =>
        company.NormalizedDomain is null ? company with { NormalizedDomain = WebDomain.Of(company.Website) } : company;
}
