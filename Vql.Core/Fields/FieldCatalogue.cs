namespace Vql.Core.Fields;

/// <summary>
/// The columns and fields of all entities. Index mappings, documents, VQL validation, SQL, verification and reference pages
/// are derived from it. <c>Vql.Generators</c> generates the records and their readers from it. To add a field, add an entry
/// here and a migration.
/// </summary>
public static class FieldCatalogue
{
    /// <summary>The prefix of the fields of the company in the documents of contacts.</summary>
    public const string CompanyPrefix = "company_";

    // Placeholders that are valid values: names of people, the country code of Namibia, and a result of email verification.
    private static readonly string[] NamePlaceholders = ["Null", "Nil", "Nan", "Na", "Nat"];
    private static readonly string[] ExportedNamePlaceholders = ["null", "nil", "nan", "na", "nat"];
    private static readonly string[] CountryPlaceholders = ["NA", "na"];
    private static readonly string[] StatusPlaceholders = ["unknown", "Unknown", "UNKNOWN"];

    // Two words in the name of a person are better than the same words as a phrase in the title or in the name of the company.
    private const int NameRank = 5;
    private const int TitleRank = 2;

    private static readonly Column[] CompanyColumns =
    [
        new("id", ColumnType.BigInt, null, "Serial number of the row. Null before the row is written.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("uuid", ColumnType.Text, FieldKind.Keyword, "Identifier of the row.") { Required = true, IsKey = true },
        new("name", ColumnType.Text, FieldKind.Text, "Company name.")
        {
            Cleaning = CleaningRule.Text,
            SearchRank = NameRank,
            IsSuggested = true,
        },
        new("employees_count", ColumnType.BigInt, FieldKind.Number, "Number of employees.") { Cleaning = CleaningRule.Number },
        new("industries", ColumnType.TextArray, FieldKind.Keyword, "Industries, in lowercase.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("keywords", ColumnType.TextArray, FieldKind.Keyword, "Keywords, in lowercase.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("address", ColumnType.Text, FieldKind.Text, "Postal address.") { Cleaning = CleaningRule.Text },
        new("annual_revenue", ColumnType.BigInt, FieldKind.Number, "Annual revenue in US dollars.") { Cleaning = CleaningRule.Number },
        new("total_funding", ColumnType.BigInt, FieldKind.Number, "Total funding in US dollars.") { Cleaning = CleaningRule.Number },
        new("technologies", ColumnType.TextArray, FieldKind.Keyword, "Technologies in use, in lowercase.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("city", ColumnType.Text, FieldKind.Keyword, "City, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("state", ColumnType.Text, FieldKind.Keyword, "State, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("country", ColumnType.Text, FieldKind.Keyword, "Country, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            AllowedPlaceholders = CountryPlaceholders,
            Normalization = ValueNormalization.Label,
        },
        new("linkedin_url", ColumnType.Text, FieldKind.Keyword, "LinkedIn URL, in lowercase.")
        {
            Cleaning = CleaningRule.LowerWebAddress,
            Normalization = ValueNormalization.Url,
        },
        new("website", ColumnType.Text, FieldKind.Text, "Website.")
        {
            Cleaning = CleaningRule.WebAddress,
            Normalization = ValueNormalization.Domain,
        },
        new("normalized_domain", ColumnType.Text, FieldKind.Text, "Domain of the company's email addresses.")
        {
            Cleaning = CleaningRule.Domain,
            Normalization = ValueNormalization.Domain,
        },
        new("facebook_url", ColumnType.Text, FieldKind.Keyword, "Facebook URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseInsensitive = true,
            Normalization = ValueNormalization.Url,
        },
        new("twitter_url", ColumnType.Text, FieldKind.Keyword, "Twitter URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseInsensitive = true,
            Normalization = ValueNormalization.Url,
        },
        new("company_name_for_emails", ColumnType.Text, FieldKind.Text, "Short company name for use in emails.")
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
            IsCaseInsensitive = true,
            Normalization = ValueNormalization.Label,
        },
        new("latest_funding_amount", ColumnType.BigInt, FieldKind.Number, "Amount of the latest funding round in US dollars.")
        {
            Cleaning = CleaningRule.Number,
        },
        new("last_raised_at", ColumnType.Text, FieldKind.Keyword, "Date of the latest funding round.") { Cleaning = CleaningRule.Date },
        new("description", ColumnType.Text, FieldKind.Text, "Description of the company.")
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
        new("deleted_at", ColumnType.Timestamp, null, "Time of the deletion. Null if the row is not deleted.") { IsSetByServer = true },
    ];

    private static readonly Column[] ContactColumns =
    [
        new("id", ColumnType.BigInt, null, "Serial number of the row. Null before the row is written.")
        {
            Required = true,
            IsSetByServer = true,
        },
        new("uuid", ColumnType.Text, FieldKind.Keyword, "Identifier of the row.") { Required = true, IsKey = true },
        new("first_name", ColumnType.Text, FieldKind.Text, "First name, in lowercase.")
        {
            Cleaning = CleaningRule.Text,
            AllowedPlaceholders = NamePlaceholders,
            AllowedInExports = ExportedNamePlaceholders,
            SearchRank = NameRank,
        },
        new("last_name", ColumnType.Text, FieldKind.Text, "Last name, in lowercase.")
        {
            Cleaning = CleaningRule.Text,
            AllowedPlaceholders = NamePlaceholders,
            AllowedInExports = ExportedNamePlaceholders,
            SearchRank = NameRank,
        },
        // Contacts without a company are found by the empty string, whether the column is null or empty.
        new("company_id", ColumnType.Text, FieldKind.Keyword, "UUID of the company. Null or empty for a contact without a company.")
        {
            NullIsEmpty = true,
        },
        new("email", ColumnType.Text, FieldKind.Keyword, "Email address, in lowercase.")
        {
            Cleaning = CleaningRule.Email,
            Normalization = ValueNormalization.Email,
        },
        new("title", ColumnType.Text, FieldKind.Text, "Job title.")
        {
            Cleaning = CleaningRule.Text,
            KeepsSymbols = true,
            HasSynonyms = true,
            SearchRank = TitleRank,
            IsSuggested = true,
        },
        new("departments", ColumnType.TextArray, FieldKind.Keyword, "Departments, in lowercase.")
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("mobile_phone", ColumnType.Text, FieldKind.Keyword, "Mobile phone number, as a plus sign and digits.")
        {
            Cleaning = CleaningRule.Phone,
            Normalization = ValueNormalization.Phone,
        },
        new("email_status", ColumnType.Text, FieldKind.Keyword, "Verification status of the email address, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            AllowedPlaceholders = StatusPlaceholders,
            Normalization = ValueNormalization.Label,
        },
        new("seniority", ColumnType.Text, FieldKind.Keyword, "Seniority, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("city", ColumnType.Text, FieldKind.Keyword, "City, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("state", ColumnType.Text, FieldKind.Keyword, "State, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            Normalization = ValueNormalization.Label,
        },
        new("country", ColumnType.Text, FieldKind.Keyword, "Country, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            AllowedPlaceholders = CountryPlaceholders,
            Normalization = ValueNormalization.Label,
        },
        new("linkedin_url", ColumnType.Text, FieldKind.Keyword, "LinkedIn URL, in lowercase.")
        {
            Cleaning = CleaningRule.LowerWebAddress,
            Normalization = ValueNormalization.Url,
        },
        new("facebook_url", ColumnType.Text, FieldKind.Keyword, "Facebook URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseInsensitive = true,
            Normalization = ValueNormalization.Url,
        },
        new("twitter_url", ColumnType.Text, FieldKind.Keyword, "Twitter URL.")
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseInsensitive = true,
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
        new("stage", ColumnType.Text, FieldKind.Keyword, "Stage in the sales process, in lowercase.")
        {
            Cleaning = CleaningRule.Label,
            IsCaseInsensitive = true,
            Normalization = ValueNormalization.Label,
        },
        new("headline", ColumnType.Text, FieldKind.Text, "Headline of the person's profile.")
        {
            Cleaning = CleaningRule.Text,
            HasSynonyms = true,
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
        new("deleted_at", ColumnType.Timestamp, null, "Time of the deletion. Null if the row is not deleted.") { IsSetByServer = true },
    ];

    /// <summary>The columns of companies and the fields of their index.</summary>
    public static EntityFields Companies { get; } =
        new(Entity.Company, "companies", "companies_index", CompanyColumns, OwnFields(CompanyColumns));

    /// <summary>The columns of contacts and the fields of their index, including those of the company.</summary>
    public static EntityFields Contacts { get; } =
        new(Entity.Contact, "contacts", "contacts_index", ContactColumns,
            [.. OwnFields(ContactColumns), .. JoinedFields(CompanyColumns)]);

    /// <summary>Returns the columns and fields of an entity.</summary>
    public static EntityFields For(Entity entity) => entity == Entity.Contact ? Contacts : Companies;

    private static IEnumerable<Field> OwnFields(Column[] columns) => IndexedFields(columns, column => column.Name, ofCompany: false);

    /// <summary>Returns the name of a company column in the fields of contacts.</summary>
    public static string NameInContacts(Column column) =>
        column.Name.StartsWith(CompanyPrefix, StringComparison.Ordinal) ? column.Name : CompanyPrefix + column.Name;

    // Documents of contacts contain the searchable columns of the company, except its dates.
    private static IEnumerable<Field> JoinedFields(Column[] columns) =>
        IndexedFields(columns.Where(column => column.Indexed != FieldKind.Date), NameInContacts, ofCompany: true);

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
