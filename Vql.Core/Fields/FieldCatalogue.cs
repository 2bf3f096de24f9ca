namespace Vql.Core.Fields;

/// <summary>
/// The one table of what an entity consists of. Index mappings, documents, VQL validation, SQL, verification and
/// reference pages read it, and <c>Vql.Generators</c> generates the records and their readers from it. A row here and
/// a migration add a field.
/// </summary>
public static class FieldCatalogue
{
    /// <summary>The prefix under which a company's fields stand in its contacts' documents.</summary>
    public const string CompanyPrefix = "company_";

    // Placeholders that are values here: surnames and given names, Namibia's code, and what mail verifiers answer.
    private static readonly string[] NameWords = ["Null", "Nil", "Nan", "Na"];
    private static readonly string[] StoredNameWords = ["null", "nil", "nan", "na"];
    private static readonly string[] CountryWords = ["NA", "na"];
    private static readonly string[] StatusWords = ["unknown", "Unknown", "UNKNOWN"];

    private static readonly Column[] CompanyColumns =
    [
        new("id", ColumnType.BigInt, null, "Serial number of the row; null before it is written.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("uuid", ColumnType.Text, FieldKind.Keyword, "Identifier of the row.") { Required = true },
        new("name", ColumnType.Text, FieldKind.Text, "Company name, as given.") { Cleaning = CleaningRule.Text },
        new("employees_count", ColumnType.BigInt, FieldKind.Number, "Number of employees.") { Cleaning = CleaningRule.Number },
        new("industries", ColumnType.TextArray, FieldKind.Keyword, "Industries, lower-cased.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("keywords", ColumnType.TextArray, FieldKind.Keyword, "Keywords, lower-cased.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("address", ColumnType.Text, FieldKind.Text, "Postal address.") { Cleaning = CleaningRule.Text },
        new("annual_revenue", ColumnType.BigInt, FieldKind.Number, "Annual revenue in US dollars.") { Cleaning = CleaningRule.Number },
        new("total_funding", ColumnType.BigInt, FieldKind.Number, "Total funding in US dollars.") { Cleaning = CleaningRule.Number },
        new("technologies", ColumnType.TextArray, FieldKind.Keyword, "Technologies in use, lower-cased.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("city", ColumnType.Text, FieldKind.Keyword, "City, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("state", ColumnType.Text, FieldKind.Keyword, "State, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("country", ColumnType.Text, FieldKind.Keyword, "Country, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            RealWords = CountryWords,
            Normalization = ValueNormalization.Label,
        },
        new("linkedin_url", ColumnType.Text, FieldKind.Keyword, "LinkedIn URL, lower-cased.")
        {
            Cleaning = CleaningRule.LowerWebAddress,
            Normalization = ValueNormalization.Url,
        },
        new("website", ColumnType.Text, FieldKind.Text, "Website.")
        {
            Cleaning = CleaningRule.WebAddress,
            Normalization = ValueNormalization.Domain,
        },
        new("normalized_domain", ColumnType.Text, FieldKind.Text, "Domain of the company's e-mail addresses.")
        {
            Cleaning = CleaningRule.Domain,
            Normalization = ValueNormalization.Domain,
        },
        new("facebook_url", ColumnType.Text, FieldKind.Keyword, "Facebook URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("twitter_url", ColumnType.Text, FieldKind.Keyword, "Twitter URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("company_name_for_emails", ColumnType.Text, FieldKind.Text, "Short company name for use in e-mails.")
        {
            Cleaning = CleaningRule.Text,
        },
        new("phone_number", ColumnType.Text, FieldKind.Keyword, "Phone number, as a plus sign and digits.")
        {
            Cleaning = CleaningRule.Phone,
            Normalization = ValueNormalization.Phone,
        },
        new("latest_funding", ColumnType.Text, FieldKind.Keyword, "Type of the latest funding round.")
        {
            Cleaning = CleaningRule.Text,
            IsCaseless = true,
            Normalization = ValueNormalization.Label,
        },
        new("latest_funding_amount", ColumnType.BigInt, FieldKind.Number, "Amount of the latest funding round in US dollars.")
        {
            Cleaning = CleaningRule.Number,
        },
        new("last_raised_at", ColumnType.Text, FieldKind.Keyword, "Date of the latest funding round, as given.")
        {
            Cleaning = CleaningRule.Date,
        },
        new("description", ColumnType.Text, FieldKind.Text, "Description of what the company does, as given.")
        {
            Cleaning = CleaningRule.Text,
            Filter = new("Words of the company's description.", "logistics software"),
        },
        new("created_at", ColumnType.Timestamp, FieldKind.Date, "Time at which the row was created, in UTC.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("updated_at", ColumnType.Timestamp, FieldKind.Date, "Time of the last update, in UTC.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("deleted_at", ColumnType.Timestamp, null, "Time of the deletion; null if the row is not deleted.") { IsSetByServer = true },
    ];

    private static readonly Column[] ContactColumns =
    [
        new("id", ColumnType.BigInt, null, "Serial number of the row; null before it is written.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("uuid", ColumnType.Text, FieldKind.Keyword, "Identifier of the row.") { Required = true },
        new("first_name", ColumnType.Text, FieldKind.Text, "First name, lower-cased.")
        {
            Cleaning = CleaningRule.Text,
            RealWords = NameWords,
            StoredWords = StoredNameWords,
        },
        new("last_name", ColumnType.Text, FieldKind.Text, "Last name, lower-cased.")
        {
            Cleaning = CleaningRule.Text,
            RealWords = NameWords,
            StoredWords = StoredNameWords,
        },
        // "Has no company" is searched for as the empty id, whatever the row spells it as.
        new("company_id", ColumnType.Text, FieldKind.Keyword, "UUID of the company; null or empty for a contact without one.")
        {
            NullIsEmpty = true,
        },
        new("email", ColumnType.Text, FieldKind.Keyword, "E-mail address, lower-cased.")
        {
            Cleaning = CleaningRule.Email,
            Normalization = ValueNormalization.Email,
        },
        new("title", ColumnType.Text, FieldKind.Text, "Job title, as given.") { Cleaning = CleaningRule.Text, KeepsSymbols = true },
        new("departments", ColumnType.TextArray, FieldKind.Keyword, "Departments, lower-cased.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("mobile_phone", ColumnType.Text, FieldKind.Keyword, "Mobile phone number, as a plus sign and digits.")
        {
            Cleaning = CleaningRule.Phone,
            Normalization = ValueNormalization.Phone,
        },
        new("email_status", ColumnType.Text, FieldKind.Keyword, "Verification status of the e-mail address, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            RealWords = StatusWords,
            Normalization = ValueNormalization.Label,
        },
        new("seniority", ColumnType.Text, FieldKind.Keyword, "Seniority, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("city", ColumnType.Text, FieldKind.Keyword, "City, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("state", ColumnType.Text, FieldKind.Keyword, "State, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("country", ColumnType.Text, FieldKind.Keyword, "Country, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            RealWords = CountryWords,
            Normalization = ValueNormalization.Label,
        },
        new("linkedin_url", ColumnType.Text, FieldKind.Keyword, "LinkedIn URL, lower-cased.")
        {
            Cleaning = CleaningRule.LowerWebAddress,
            Normalization = ValueNormalization.Url,
        },
        new("facebook_url", ColumnType.Text, FieldKind.Keyword, "Facebook URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("twitter_url", ColumnType.Text, FieldKind.Keyword, "Twitter URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("website", ColumnType.Text, FieldKind.Text, "Website of the person.")
        {
            Cleaning = CleaningRule.WebAddress,
            Normalization = ValueNormalization.Domain,
        },
        new("work_direct_phone", ColumnType.Text, FieldKind.Keyword, "Direct phone number at work, as a plus sign and digits.")
        {
            Cleaning = CleaningRule.Phone,
            Normalization = ValueNormalization.Phone,
        },
        new("home_phone", ColumnType.Text, FieldKind.Keyword, "Home phone number, as a plus sign and digits.")
        {
            Cleaning = CleaningRule.Phone,
            Normalization = ValueNormalization.Phone,
        },
        new("other_phone", ColumnType.Text, FieldKind.Keyword, "Other phone number, as a plus sign and digits.")
        {
            Cleaning = CleaningRule.Phone,
            Normalization = ValueNormalization.Phone,
        },
        new("stage", ColumnType.Text, FieldKind.Keyword, "Stage in the sales process, lower-cased.")
        {
            Cleaning = CleaningRule.Label,
            IsCaseless = true,
            Normalization = ValueNormalization.Label,
        },
        new("headline", ColumnType.Text, FieldKind.Text, "Headline of the person's profile, as given.")
        {
            Cleaning = CleaningRule.Text,
            Filter = new("Words of the headline of the person's profile.", "data platforms"),
        },
        new("created_at", ColumnType.Timestamp, FieldKind.Date, "Time at which the row was created, in UTC.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("updated_at", ColumnType.Timestamp, FieldKind.Date, "Time of the last update, in UTC.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("deleted_at", ColumnType.Timestamp, null, "Time of the deletion; null if the row is not deleted.") { IsSetByServer = true },
    ];

    /// <summary>Companies: their columns, and the fields of their index.</summary>
    public static EntityFields Companies { get; } =
        new(Entity.Company, "companies", "companies_index", CompanyColumns, OwnFields(CompanyColumns));

    /// <summary>Contacts: their columns, and the fields of their index, their company's included.</summary>
    public static EntityFields Contacts { get; } =
        new(Entity.Contact, "contacts", "contacts_index", ContactColumns,
            [.. OwnFields(ContactColumns), .. JoinedFields(CompanyColumns)]);

    /// <summary>The columns and fields of an entity.</summary>
    public static EntityFields For(Entity entity) => entity == Entity.Contact ? Contacts : Companies;

    private static IEnumerable<Field> OwnFields(Column[] columns) => IndexedFields(columns, column => column.Name, ofCompany: false);

    /// <summary>The name of a company's column among the fields of its contacts.</summary>
    public static string NameInContacts(Column column) =>
        column.Name.StartsWith(CompanyPrefix, StringComparison.Ordinal) ? column.Name : CompanyPrefix + column.Name;

    // A contact's document holds what its company is searched by, but not the company's own
    // identity (that is company_id) nor its dates.
    private static IEnumerable<Field> JoinedFields(Column[] columns) =>
        IndexedFields(
            columns.Where(column => column.Name != "uuid" && column.Indexed != FieldKind.Date), NameInContacts, ofCompany: true);

    private static IEnumerable<Field> IndexedFields(IEnumerable<Column> columns, Func<Column, string> nameOf, bool ofCompany)
    {
        foreach (var column in columns)
        {
            if (column.Indexed is { } kind)
            {
                yield return new Field(nameOf(column), kind, column, ofCompany);
            }
        }
    }
}
