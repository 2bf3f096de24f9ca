using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Connectra.Batches;

/// <summary>Reads the bodies of batches.</summary>
internal static class BatchReader
{
    private const int MaxRows = 100;

    // The maximum length of an id in Elasticsearch.
    private const int MaxUuidBytes = 512;

    // The maximum length of a term in Lucene. Elasticsearch would reject the document after the row is written.
    private const int MaxKeywordBytes = 32_766;

    /// <summary>Reads an array of contacts.</summary>
    public static async Task<BatchReading> ReadContactsAsync(Stream body, CancellationToken cancellationToken) => await ReadRowsAsync(
        body, RowJson.Default.Contact, FieldCatalogue.Contacts, row => row.Uuid,
        row => row with
        {
            Uuid = row.Uuid is { Length: > 0 } ? row.Uuid : NameUuid.OfContact(row.FirstName, row.LastName, row.LinkedinUrl),
        },
        row => row.FirstName + row.LastName + row.LinkedinUrl, rows => new Batch([], rows), cancellationToken);

    /// <summary>Reads an array of companies.</summary>
    public static async Task<BatchReading> ReadCompaniesAsync(Stream body, CancellationToken cancellationToken) => await ReadRowsAsync(
        body, RowJson.Default.Company, FieldCatalogue.Companies, row => row.Uuid,
        row => row with { Uuid = row.Uuid is { Length: > 0 } ? row.Uuid : NameUuid.OfCompany(row.Name, row.LinkedinUrl) },
        row => row.Name + row.LinkedinUrl, rows => new Batch(rows, []), cancellationToken);

    /// <summary>Reads CSV rows, each a contact with its company.</summary>
    public static async Task<BatchReading> ReadCsvAsync(Stream body, CancellationToken cancellationToken)
    {
        var (read, fault) = await DeserializeAsync(
            body, BatchJson.Default.CsvBatch, "{\"data\":[{column: text, …}, …]}", cancellationToken);
        if (fault is not null)
        {
            return fault;
        }

        if (read?.Data is not { } rows)
        {
            return BatchReading.Invalid("$.data", "is missing: it must contain the rows");
        }

        switch (rows.Count)
        {
            case 0:
                return BatchReading.Invalid("$.data", "is empty: send at least one row", "ERR_EMPTY_PAYLOAD");
            case > MaxRows:
                return BatchReading.Invalid("$.data", $"has {rows.Count} rows: send at most {MaxRows}", "ERR_BATCH_TOO_LARGE");
        }

        var companies = new List<Company>(rows.Count);
        var contacts = new List<Contact>(rows.Count);
        var faults = new List<VqlFault>();
        for (var index = 0; index < rows.Count; index++)
        {
            if (ReadRow(rows[index], $"$.data[{index}]", BatchJson.Default.DictionaryStringString, faults) is not { } row)
            {
                continue;
            }

            var values = new Dictionary<string, string?>(row.Count);
            foreach (var (header, value) in row)
            {
                values[CsvRow.ColumnName(header)] = value;
            }

            var company = CsvRow.ToCompany(values.GetValueOrDefault);
            var contact = CsvRow.ToContact(values.GetValueOrDefault, company.Uuid);
            CheckKeywords(rows[index], company, RowJson.Default.Company, FieldCatalogue.Companies, $"$.data[{index}]", faults);
            CheckKeywords(rows[index], contact, RowJson.Default.Contact, FieldCatalogue.Contacts, $"$.data[{index}]", faults);
            companies.Add(ZeroValues.Fill(company));
            contacts.Add(ZeroValues.Fill(contact));
        }

        if (faults.Count > 0)
        {
            return new BatchReading(null, faults);
        }

        // The first of several rows of the same company or contact is used, as in the Go service.
        return new BatchReading(
            new Batch([.. companies.DistinctBy(row => row.Uuid)], [.. contacts.DistinctBy(row => row.Uuid)], FromCsv: true), []);
    }

    // The UUID of a row without one is derived from its names, as for CSV rows.
    private static async Task<BatchReading> ReadRowsAsync<T>(
        Stream body, JsonTypeInfo<T> type, EntityFields entity, Func<T, string?> uuidOf, Func<T, T> identified, Func<T, string> namesOf,
        Func<IReadOnlyList<T>, Batch> batch, CancellationToken cancellationToken)
        where T : class
    {
        var (rows, fault) = await DeserializeAsync(
            body, BatchJson.Default.ListJsonElement, $"an array of {entity.Table}", cancellationToken);
        if (fault is not null || rows is null)
        {
            return fault ?? BatchReading.Invalid("$", $"is null: send an array of {entity.Table}");
        }

        if (rows.Count > MaxRows)
        {
            return BatchReading.Invalid(
                "$", $"has {rows.Count} {entity.Table}: send at most {MaxRows}", VqlFaultCode.PageSizeExceeded);
        }

        var faults = new List<VqlFault>();
        var read = new List<T>(rows.Count);
        for (var index = 0; index < rows.Count; index++)
        {
            var path = $"$[{index}]";
            if (ReadRow(BatchCleaning.Clean(rows[index], entity, path, faults), path, type, faults) is not { } row)
            {
                continue;
            }

            if (string.IsNullOrEmpty(uuidOf(row)) && namesOf(row).Length == 0)
            {
                faults.Add(new VqlFault($"{path}.uuid", "is missing, and there is no name to derive it from", VqlFaultCode.InvalidJson));
            }
            else if (uuidOf(row) is { } uuid && Encoding.UTF8.GetByteCount(uuid) > MaxUuidBytes)
            {
                faults.Add(new VqlFault($"{path}.uuid", $"is longer than {MaxUuidBytes} bytes", VqlFaultCode.InvalidJson));
            }
            else
            {
                CheckKeywords(rows[index], row, type, entity, path, faults);
                read.Add(identified(row));
            }
        }

        return faults.Count > 0 ? new BatchReading(null, faults) : new BatchReading(batch(read), []);
    }

    // Rows are deserialized individually, so that the response contains the faults of all rows.
    private static T? ReadRow<T>(JsonElement element, string path, JsonTypeInfo<T> type, List<VqlFault> faults)
        where T : class
    {
        try
        {
            if (element.Deserialize(type) is { } row)
            {
                return row;
            }

            faults.Add(new VqlFault(path, "is null: a row must be an object", VqlFaultCode.InvalidJson));
        }
        catch (JsonException exception)
        {
            faults.Add(new VqlFault(path + (exception.Path ?? "$")[1..], "has the wrong type", VqlFaultCode.InvalidJson));
        }

        return null;
    }

    private static void CheckKeywords<T>(
        JsonElement source, T row, JsonTypeInfo<T> type, EntityFields entity, string path, List<VqlFault> faults)
    {
        if (JsonMarshal.GetRawUtf8Value(source).Length <= MaxKeywordBytes)
        {
            return;
        }

        var members = JsonSerializer.SerializeToElement(row, type);
        foreach (var column in entity.Columns.Where(column => column.Indexed == FieldKind.Keyword))
        {
            if (members.TryGetProperty(column.Name, out var member)
                && (member.ValueKind == JsonValueKind.Array ? member.EnumerateArray().Any(IsTooLong) : IsTooLong(member)))
            {
                faults.Add(new VqlFault(
                    $"{path}.{column.Name}",
                    $"is longer than {MaxKeywordBytes} bytes, the maximum that can be searched: shorten it",
                    VqlFaultCode.InvalidJson));
            }
        }

        static bool IsTooLong(JsonElement value) =>
            value.ValueKind == JsonValueKind.String && Encoding.UTF8.GetByteCount(value.GetString()!) > MaxKeywordBytes;
    }

    private static async Task<(T? Value, BatchReading? Fault)> DeserializeAsync<T>(
        Stream body, JsonTypeInfo<T> type, string expected, CancellationToken cancellationToken)
    {
        try
        {
            return (await JsonSerializer.DeserializeAsync(body, type, cancellationToken), null);
        }
        catch (JsonException exception)
        {
            return (default, BatchReading.Invalid(exception.Path ?? "$", $"cannot be read: the body must be JSON, {expected}"));
        }
    }
}
