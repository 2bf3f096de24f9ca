namespace Vql.Core.Fields;

/// <summary>
/// The one table of what an entity consists of. Index mappings, documents, VQL validation, SQL,
/// verification and reference pages all read it: one row adds a field.
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
        new("id", ColumnType.BigInt, null) { Required = true },
        new("uuid", ColumnType.Text, FieldKind.Keyword) { Required = true },
        new("name", ColumnType.Text, FieldKind.Text) { Cleaning = CleaningRule.Text },
        new("employees_count", ColumnType.BigInt, FieldKind.Number) { Cleaning = CleaningRule.Number },
        new("industries", ColumnType.TextArray, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("keywords", ColumnType.TextArray, FieldKind.Keyword) { Cleaning = CleaningRule.List, Normalization = ValueNormalization.Label },
        new("address", ColumnType.Text, FieldKind.Text) { Cleaning = CleaningRule.Text },
        new("annual_revenue", ColumnType.BigInt, FieldKind.Number) { Cleaning = CleaningRule.Number },
        new("total_funding", ColumnType.BigInt, FieldKind.Number) { Cleaning = CleaningRule.Number },
        new("technologies", ColumnType.TextArray, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("city", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Label, Normalization = ValueNormalization.Label },
        new("state", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Label, Normalization = ValueNormalization.Label },
        new("country", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.Label,
            RealWords = CountryWords,
            Normalization = ValueNormalization.Label,
        },
        new("linkedin_url", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.LowerWebAddress,
            Normalization = ValueNormalization.Url,
        },
        new("website", ColumnType.Text, FieldKind.Text) { Cleaning = CleaningRule.WebAddress, Normalization = ValueNormalization.Domain },
        new("normalized_domain", ColumnType.Text, FieldKind.Text)
        {
            Cleaning = CleaningRule.Domain,
            Normalization = ValueNormalization.Domain,
        },
        new("facebook_url", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("twitter_url", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("company_name_for_emails", ColumnType.Text, FieldKind.Text) { Cleaning = CleaningRule.Text },
        new("phone_number", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Phone, Normalization = ValueNormalization.Phone },
        new("latest_funding", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.Text,
            IsCaseless = true,
            Normalization = ValueNormalization.Label,
        },
        new("latest_funding_amount", ColumnType.BigInt, FieldKind.Number) { Cleaning = CleaningRule.Number },
        new("last_raised_at", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Date },
        new("created_at", ColumnType.Timestamp, FieldKind.Date) { Required = true },
        new("updated_at", ColumnType.Timestamp, FieldKind.Date) { Required = true },
        new("deleted_at", ColumnType.Timestamp, null),
    ];

    private static readonly Column[] ContactColumns =
    [
        new("id", ColumnType.BigInt, null) { Required = true },
        new("uuid", ColumnType.Text, FieldKind.Keyword) { Required = true },
        new("first_name", ColumnType.Text, FieldKind.Text)
        {
            Cleaning = CleaningRule.Text,
            RealWords = NameWords,
            StoredWords = StoredNameWords,
        },
        new("last_name", ColumnType.Text, FieldKind.Text)
        {
            Cleaning = CleaningRule.Text,
            RealWords = NameWords,
            StoredWords = StoredNameWords,
        },
        // "Has no company" is searched for as the empty id, whatever the row spells it as.
        new("company_id", ColumnType.Text, FieldKind.Keyword) { NullIsEmpty = true },
        new("email", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Email, Normalization = ValueNormalization.Email },
        new("title", ColumnType.Text, FieldKind.Text) { Cleaning = CleaningRule.Text, KeepsSymbols = true },
        new("departments", ColumnType.TextArray, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.List,
            Normalization = ValueNormalization.Label,
        },
        new("mobile_phone", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Phone, Normalization = ValueNormalization.Phone },
        new("email_status", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.Label,
            RealWords = StatusWords,
            Normalization = ValueNormalization.Label,
        },
        new("seniority", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Label, Normalization = ValueNormalization.Label },
        new("city", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Label, Normalization = ValueNormalization.Label },
        new("state", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Label, Normalization = ValueNormalization.Label },
        new("country", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.Label,
            RealWords = CountryWords,
            Normalization = ValueNormalization.Label,
        },
        new("linkedin_url", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.LowerWebAddress,
            Normalization = ValueNormalization.Url,
        },
        new("facebook_url", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("twitter_url", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.WebAddress,
            IsCaseless = true,
            Normalization = ValueNormalization.Url,
        },
        new("website", ColumnType.Text, FieldKind.Text) { Cleaning = CleaningRule.WebAddress, Normalization = ValueNormalization.Domain },
        new("work_direct_phone", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.Phone,
            Normalization = ValueNormalization.Phone,
        },
        new("home_phone", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Phone, Normalization = ValueNormalization.Phone },
        new("other_phone", ColumnType.Text, FieldKind.Keyword) { Cleaning = CleaningRule.Phone, Normalization = ValueNormalization.Phone },
        new("stage", ColumnType.Text, FieldKind.Keyword)
        {
            Cleaning = CleaningRule.Label,
            IsCaseless = true,
            Normalization = ValueNormalization.Label,
        },
        new("created_at", ColumnType.Timestamp, FieldKind.Date) { Required = true },
        new("updated_at", ColumnType.Timestamp, FieldKind.Date) { Required = true },
        new("deleted_at", ColumnType.Timestamp, null),
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

    private static IEnumerable<Field> OwnFields(Column[] columns) => IndexedFields(columns, "", ofCompany: false);

    // A contact's document holds what its company is searched by, but not the company's own
    // identity (that is company_id) nor its dates.
    private static IEnumerable<Field> JoinedFields(Column[] columns) =>
        IndexedFields(
            columns.Where(column => column.Name != "uuid" && column.Indexed != FieldKind.Date), CompanyPrefix, ofCompany: true);

    private static IEnumerable<Field> IndexedFields(IEnumerable<Column> columns, string prefix, bool ofCompany)
    {
        foreach (var column in columns)
        {
            if (column.Indexed is { } kind)
            {
                var name = column.Name.StartsWith(prefix, StringComparison.Ordinal) ? column.Name : prefix + column.Name;
                yield return new Field(name, kind, column, ofCompany);
            }
        }
    }
}
