using Vql.Core.Aliases;
using Vql.Core.Cleaning;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Text;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>
/// Cleans the rows of a file by the rules of the field catalogue, and counts the values that are not stored as written.
/// </summary>
/// <param name="plan">The columns of the file.</param>
/// <param name="options">The options of the rules.</param>
/// <param name="clears">Whether an empty cell clears the stored value. A row with an unreadable value is then rejected.</param>
/// <param name="report">The report to which values are added.</param>
internal sealed class RowCleaner(ImportPlan plan, CleaningOptions options, bool clears, ValueReport report)
{
    private const int MaxUuidLength = 128;
    private const string Totals = "looks like a row of totals: if it is a company, add its website, domain or LinkedIn address";
    private const string NotIdentified = "the row identifies neither a company nor a person";

    // The regions by which phone numbers are parsed, from the countries of the row.
    private string? _personRegion;
    private string? _companyRegion;

    // Collected first, because the values of rejected rows are not counted.
    private readonly List<(string Column, string Reading, string Value, string Explanation)> _readings = [];

    /// <summary>Cleans a row.</summary>
    /// <returns>The row, or the reason for its rejection.</returns>
    public (ImportRow? Row, string? Fault) Clean(SourceRow source)
    {
        if (source.Fields is not { } fields)
        {
            return (null, source.Fault);
        }

        if (TotalsRow.IsLikely(plan, fields))
        {
            return (null, Totals);
        }

        var person = new object?[plan.Contacts.Count];
        var company = new object?[plan.Companies.Count];
        string? personUuid = null;
        string? companyUuid = null;
        _readings.Clear();
        if (plan.HasPhones)
        {
            _personRegion = ValueAliases.RegionOf(LabelOf(fields, "country"));
            _companyRegion = ValueAliases.RegionOf(LabelOf(fields, "company_country"));
        }

        foreach (var column in plan.Columns)
        {
            var raw = fields[column.Mapped.Index];
            if (string.IsNullOrWhiteSpace(raw))
            {
                continue;
            }

            if (Read(column, raw, person, company, ref personUuid, ref companyUuid) is { } fault)
            {
                return (null, $"{column.Mapped.Header}: {fault}");
            }
        }

        string? Raw(string field) => RawOf(fields, field);
        var personRow = Person(person, personUuid, Raw);
        var companyRow = Company(company, companyUuid, person, Raw);
        if (personRow is null && companyRow is null)
        {
            return (null, NotIdentified);
        }

        if (companyRow is null)
        {
            CountWithoutCompany(company, fields);
        }

        foreach (var (column, reading, value, explanation) in _readings)
        {
            report.Add(column, reading, source.Line, value, explanation);
        }

        return (new ImportRow(source, companyRow, personRow, RejectedValues()), null);
    }

    /// <returns>The reason to reject the row; null if there is none.</returns>
    private string? Read(
        PlannedColumn column, string raw, object?[] person, object?[] company, ref string? personUuid, ref string? companyUuid)
    {
        if (raw.Contains(FileEncoding.Undecodable, StringComparison.Ordinal))
        {
            return "contains bytes that are invalid in the encoding of the file";
        }

        var (index, header, field) = column.Mapped;
        if (Mojibake.Describe(raw) is { } garbled)
        {
            _readings.Add((header, "garbled", raw, garbled));
        }

        var target = field.Targets[0];
        if (target.Column.IsKey)
        {
            return ReadUuid(header, raw.Trim(), ref (target.Entity == Entity.Contact ? ref personUuid : ref companyUuid));
        }

        if (field.Form == FieldForm.FullName)
        {
            SplitName(header, raw, person);
            return null;
        }

        var cleaned = field.Form == FieldForm.Thousands ? Thousands(raw) : FieldCleaning.Clean(target.Column, raw, OptionsFor(target));
        if (cleaned.IsRejected && (field.Identifies || clears))
        {
            // Without the value, --empty clear would clear the stored one.
            return $"'{ValueReport.Shorten(raw)}' {cleaned.Explanation}";
        }

        if (cleaned.Reading != Reading.Literal)
        {
            _readings.Add((header, ValueReport.Name(cleaned.Reading), raw, cleaned.Explanation!));
        }

        var value = Stored(target, cleaned.Value);
        if (column.ContactSlot >= 0)
        {
            person[column.ContactSlot] = value;
        }

        if (column.CompanySlot >= 0)
        {
            company[column.CompanySlot] = value;
        }

        return null;
    }

    /// <returns>The reason to reject the row; null if there is none.</returns>
    private string? ReadUuid(string header, string raw, ref string? uuid)
    {
        if (Placeholders.Contains(raw))
        {
            _readings.Add((header, ValueReport.Name(Reading.Placeholder), raw, "is a placeholder for an unknown value: nothing is stored"));
            return null;
        }

        uuid = raw;
        return raw.Length > MaxUuidLength || raw.Any(char.IsControl)
            ? $"'{ValueReport.Shorten(raw)}' is not a UUID: use up to {MaxUuidLength} characters without control characters" : null;
    }

    private CleaningOptions OptionsFor(FieldTarget target) => target.Column.Cleaning == CleaningRule.Phone
        ? options with { Region = target.Entity == Entity.Contact ? _personRegion : _companyRegion }
        : options with { IsExported = plan.IsExport };

    // Names are stored in lower case, as in Connectra's batches.
    private static object? Stored(FieldTarget target, object? value) => value switch
    {
        IReadOnlyList<string> list => list as string[] ?? [.. list],
        string text when target.Column.Name is "first_name" or "last_name" => CsvValue.LowerCase(text),
        _ => value,
    };

    private static Cleaned<object> Thousands(string raw)
    {
        var number = NumberRule.CleanThousands(raw);
        return new(number.Value, number.Reading, number.Explanation);
    }

    private void SplitName(string header, string raw, object?[] person)
    {
        var cleaned = TextRule.Clean(raw);
        if (cleaned.Value is not { } text)
        {
            _readings.Add((header, ValueReport.Name(cleaned.Reading), raw, cleaned.Explanation ?? "contains no text"));
            return;
        }

        var name = PersonName.Of(text);
        person[plan.FirstName] ??= name.First.Length > 0 ? CsvValue.LowerCase(name.First) : null;
        person[plan.LastName] ??= name.Last.Length > 0 ? CsvValue.LowerCase(name.Last) : null;
        var without = name.Omitted.Count > 0 ? $", without {string.Join(", ", name.Omitted)}" : "";
        _readings.Add((
            header, ValueReport.Name(Reading.Rewritten), raw,
            $"is read as first name '{name.First}' and last name '{name.Last}'{without}"));
    }

    private string? RejectedValues()
    {
        var rejected = _readings.FindAll(reading => reading.Reading == ValueReport.Rejected);
        return rejected.Count == 0 ? null
            : string.Join(
                "; ", rejected.Select(reading => $"{reading.Column}: '{ValueReport.Shorten(reading.Value)}' {reading.Explanation}"));
    }

    private PersonRow? Person(object?[] values, string? uuid, Func<string, string?> raw)
    {
        var (email, linkedin) = (IdentityKeys.OfText(Text(values, plan.Email)), IdentityKeys.OfProfile(Text(values, plan.PersonLinkedin)));
        var (first, last) = (IdentityKeys.OfText(Text(values, plan.FirstName)), IdentityKeys.OfText(Text(values, plan.LastName)));
        if (uuid is null && email is null && linkedin is null && first is null && last is null)
        {
            return null;
        }

        var common = first is null && last is null && linkedin is null ? null
            : NameUuid.OfContact(
                CsvValue.Lower(Text(values, plan.FirstName)), CsvValue.Lower(Text(values, plan.LastName)),
                CsvValue.Lower(raw("person_linkedin_url")));
        string?[] uuids = [uuid, common, NameUuid.OfParts("contact", first, last, linkedin, email)];
        return new PersonRow(values, uuid, [.. uuids.OfType<string>()], email, linkedin, first, last);
    }

    private CompanyRow? Company(object?[] values, string? uuid, object?[] person, Func<string, string?> raw)
    {
        if (plan.Companies.Count == 0 && uuid is null)
        {
            return null;
        }

        var name = IdentityKeys.OfText(Text(values, plan.CompanyName));
        var linkedin = IdentityKeys.OfProfile(Text(values, plan.CompanyLinkedin));
        var (website, domain) = (Text(values, plan.Website), Text(values, plan.CompanyDomain));
        var key = IdentityKeys.OfCompany(website, domain);
        if (uuid is null && name is null && linkedin is null && key is null)
        {
            return null;
        }

        var mailDomain = DomainRule.Of(Text(person, plan.Email));
        var mail = mailDomain is not null && !IdentityKeys.IsMailProvider(mailDomain) ? mailDomain : null;
        if (plan.FilledColumn is not null)
        {
            values[plan.CompanyDomain] ??= DomainRule.Of(website) ?? mail;
        }

        var common = name is null && linkedin is null ? null
            : NameUuid.OfCompany(CsvValue.Text(Text(values, plan.CompanyName)), CsvValue.Lower(raw("company_linkedin_url")));
        string?[] uuids = [uuid, common, NameUuid.OfParts("company", name, linkedin, key)];
        return new CompanyRow(values, uuid, [.. uuids.OfType<string>()], name, linkedin, key, mail);
    }

    private void CountWithoutCompany(object?[] values, string[] fields)
    {
        foreach (var column in plan.Columns)
        {
            if (column is { CompanySlot: >= 0, ContactSlot: < 0 } && values[column.CompanySlot] is not null)
            {
                var raw = fields[column.Mapped.Index];
                _readings.Add((column.Mapped.Header, "without_company", raw, "is not stored, because the row identifies no company"));
            }
        }
    }

    private string? RawOf(string[] fields, string field)
    {
        foreach (var column in plan.Columns)
        {
            if (column.Mapped.Field.Name == field)
            {
                return fields[column.Mapped.Index];
            }
        }

        return null;
    }

    private string? LabelOf(string[] fields, string field) =>
        FieldCleaning.CleanText(ImportField.Get(field).Targets[0].Column, RawOf(fields, field)).Value;

    private static string? Text(object?[] values, int slot) => slot < 0 ? null : (string?)values[slot];
}
