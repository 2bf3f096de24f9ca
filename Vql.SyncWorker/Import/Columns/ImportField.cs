using Vql.Core.Fields;

namespace Vql.SyncWorker.Import.Columns;

/// <summary>The form of the values of a field.</summary>
internal enum FieldForm
{
    /// <summary>A value of the column.</summary>
    Value,

    /// <summary>A first and a last name in one value.</summary>
    FullName,

    /// <summary>An amount in thousands.</summary>
    Thousands,
}

/// <summary>A column of a table.</summary>
internal sealed record FieldTarget(Entity Entity, Column Column);

/// <summary>A field of the import, to which a column of a file can be mapped.</summary>
/// <param name="Name">The name of the field, which is also a header of the field.</param>
/// <param name="Targets">The columns to which the field is written. A field of two entities is written to both.</param>
/// <param name="Form">The form of the values.</param>
internal sealed record ImportField(string Name, IReadOnlyList<FieldTarget> Targets, FieldForm Form = FieldForm.Value)
{
    private const string Person = "contacts.";
    private const string Employer = "companies.";

    /// <summary>
    /// All fields: people, companies, then the fields from the catalogue. Fields that Connectra's CSV rows contain have the
    /// same names.
    /// </summary>
    public static IReadOnlyList<ImportField> All { get; } =
    [
        new("contact_uuid", Of("contacts.uuid")),
        new("first_name", Of("contacts.first_name")),
        new("last_name", Of("contacts.last_name")),
        new("full_name", Of("contacts.first_name", "contacts.last_name"), FieldForm.FullName),
        new("person_linkedin_url", Of("contacts.linkedin_url")),
        new("email", Of("contacts.email")),
        new("title", Of("contacts.title")),
        new("departments", Of("contacts.departments")),
        new("mobile_phone", Of("contacts.mobile_phone")),
        new("email_status", Of("contacts.email_status")),
        new("seniority", Of("contacts.seniority")),
        new("city", Of("contacts.city")),
        new("state", Of("contacts.state")),
        new("country", Of("contacts.country")),
        new("person_website", Of("contacts.website")),
        new("work_direct_phone", Of("contacts.work_direct_phone")),
        new("home_phone", Of("contacts.home_phone")),
        new("other_phone", Of("contacts.other_phone")),
        new("stage", Of("contacts.stage")),
        new("facebook_url", Of("contacts.facebook_url", "companies.facebook_url")),
        new("twitter_url", Of("contacts.twitter_url", "companies.twitter_url")),
        new("person_facebook_url", Of("contacts.facebook_url")),
        new("person_twitter_url", Of("contacts.twitter_url")),
        new("company_uuid", Of("companies.uuid")),
        new("company", Of("companies.name")),
        new("company_linkedin_url", Of("companies.linkedin_url")),
        new("website", Of("companies.website")),
        new("company_domain", Of("companies.normalized_domain")),
        new("industry", Of("companies.industries")),
        new("keywords", Of("companies.keywords")),
        new("company_address", Of("companies.address")),
        new("annual_revenue", Of("companies.annual_revenue")),
        new("annual_revenue_thousands", Of("companies.annual_revenue"), FieldForm.Thousands),
        new("total_funding", Of("companies.total_funding")),
        new("technologies", Of("companies.technologies")),
        new("employees", Of("companies.employees_count")),
        new("company_city", Of("companies.city")),
        new("company_state", Of("companies.state")),
        new("company_country", Of("companies.country")),
        new("company_name_for_emails", Of("companies.company_name_for_emails")),
        new("company_phone", Of("companies.phone_number")),
        new("company_facebook_url", Of("companies.facebook_url")),
        new("company_twitter_url", Of("companies.twitter_url")),
        new("latest_funding", Of("companies.latest_funding")),
        new("latest_funding_amount", Of("companies.latest_funding_amount")),
        new("last_raised_at", Of("companies.last_raised_at")),
        .. FieldCatalogue.Contacts.ListedFields.Select(field => new ImportField(
            field.Name, [new FieldTarget(field.OfCompany ? Entity.Company : Entity.Contact, field.Column)])),
    ];

    /// <summary>Whether the field identifies a row. A row with an unreadable value in such a field is rejected.</summary>
    public bool Identifies => Targets[0] is { Column.IsKey: true }
        or { Column.Name: "email" or "linkedin_url" or "normalized_domain" }
        or { Entity: Entity.Company, Column.Name: "website" };

    /// <summary>The columns of a template. UUIDs and alternative fields are omitted.</summary>
    public static IEnumerable<ImportField> Template => All.Where(known =>
        known is { Form: FieldForm.Value, Targets.Count: 1 } && !known.Targets[0].Column.IsKey);

    private static readonly Dictionary<string, ImportField> ByName = All.ToDictionary(field => field.Name);

    /// <summary>Returns the field with a name.</summary>
    public static ImportField Get(string name) => ByName[name];

    /// <summary>Returns the field with a name, or null.</summary>
    public static ImportField? Find(string name) => ByName.GetValueOrDefault(name);

    private static FieldTarget[] Of(params string[] columns) => [.. columns.Select(Target)];

    private static FieldTarget Target(string column)
    {
        var entity = column.StartsWith(Person, StringComparison.Ordinal) ? FieldCatalogue.Contacts : FieldCatalogue.Companies;
        var name = column[(entity.Entity == Entity.Contact ? Person : Employer).Length..];
        return entity.TryGetColumn(name, out var match)
            ? new FieldTarget(entity.Entity, match) : throw new InvalidOperationException($"The column {column} does not exist.");
    }
}
