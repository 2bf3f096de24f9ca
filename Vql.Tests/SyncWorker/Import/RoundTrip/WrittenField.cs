using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>A field of an import, and a generator of its cells.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Columns">The columns that the field is stored in.</param>
/// <param name="IsOfCompany">Whether the columns are those of companies.</param>
/// <param name="Cells">The generator of the cells of a company or a person.</param>
internal sealed record WrittenField(
    string Field, IReadOnlyList<string> Columns, bool IsOfCompany, Func<CellContext, Gen<WrittenCell>> Cells)
{
    private static readonly string[] FirstNames = ["Ann", "Jean-Luc", "Zoë", "José", "Mary Ann", "Null", "Nan", "Björn"];
    private static readonly string[] LastNames = ["O'Neil", "Lee", "Müller", "Nil", "Peña", "Smith-Jones"];
    private static readonly string[] Cities = ["San Francisco", "São Paulo", "Zürich", "New York", "Bonn", "St. John's"];
    private static readonly string[] States = ["California", "NRW", "New South Wales", "Île-de-France"];

    /// <summary>The fields.</summary>
    public static IReadOnlyList<WrittenField> All { get; } =
    [
        Person("first_name", "first_name", context => TextCells.Name(First(context), context)),
        Person("last_name", "last_name", context => TextCells.Name(Last(context), context)),
        new("full_name", ["first_name", "last_name"], false, context => TextCells.FullName(First(context), Last(context))),
        Person("person_linkedin_url", "linkedin_url", context => AddressCells.Linkedin($"in/ann-{context.Number}")),
        Person("email", "email", context => AddressCells.Email(Email(context), $"{First(context)} {Last(context)}")),
        Person("title", "title", TextCells.Of),
        Person("departments", "departments", TextCells.List),
        Person("mobile_phone", "mobile_phone", AddressCells.Phone),
        Person("email_status", "email_status", _ => Gen.OneOf("", "Verified", "unknown", "Unknown", "catch-all").Select(text =>
            new WrittenCell(text, text.Length > 0 ? text.ToLowerInvariant() : null))),
        Person("seniority", "seniority", _ => TextCells.Label("VP", "C-Level", "Entry Level")),
        Person("city", "city", _ => TextCells.Label(Cities)),
        Person("state", "state", _ => TextCells.Label(States)),
        Person("country", "country", context => AddressCells.Country(context.Place)),
        Person("person_website", "website", context => AddressCells.Website(context.Domain, identifies: false)),
        Person("work_direct_phone", "work_direct_phone", AddressCells.Phone),
        Person("home_phone", "home_phone", AddressCells.Phone),
        Person("other_phone", "other_phone", AddressCells.Phone),
        Person("stage", "stage", _ => TextCells.Label("Cold", "In Progress")),
        Person("person_facebook_url", "facebook_url", context => AddressCells.SocialPage("facebook.com", context.Number)),
        Person("person_twitter_url", "twitter_url", context => AddressCells.SocialPage("x.com", context.Number)),
        Company("company", "name", context => context.Company is null
            ? Gen.OneOf(WrittenCell.Blank, WrittenCell.Placeholder) : TextCells.CompanyName(context)),
        Company("company_linkedin_url", "linkedin_url", Identity(context => AddressCells.Linkedin($"company/acme-{context.Number}"))),
        Company("website", "website", Identity(context => AddressCells.Website(context.Domain, identifies: true))),
        Company("company_domain", "normalized_domain", Identity(context => AddressCells.Domain(context.Domain))),
        Company("industry", "industries", TextCells.List),
        Company("keywords", "keywords", TextCells.List),
        Company("company_address", "address", TextCells.Of),
        Company("annual_revenue", "annual_revenue", NumberCells.Of),
        Company("annual_revenue_thousands", "annual_revenue", _ => NumberCells.OfThousands),
        Company("total_funding", "total_funding", NumberCells.Of),
        Company("technologies", "technologies", TextCells.List),
        Company("employees", "employees_count", NumberCells.Of),
        Company("company_city", "city", _ => TextCells.Label(Cities)),
        Company("company_state", "state", _ => TextCells.Label(States)),
        Company("company_country", "country", context => AddressCells.Country(context.Place)),
        Company("company_name_for_emails", "company_name_for_emails", TextCells.Of),
        Company("company_phone", "phone_number", AddressCells.Phone),
        Company("company_facebook_url", "facebook_url", context => AddressCells.SocialPage("facebook.com", context.Number)),
        Company("company_twitter_url", "twitter_url", context => AddressCells.SocialPage("x.com", context.Number)),
        Company("latest_funding", "latest_funding", TextCells.Of),
        Company("latest_funding_amount", "latest_funding_amount", NumberCells.Of),
        Company("last_raised_at", "last_raised_at", _ => AddressCells.Date),
    ];

    private static WrittenField Person(string field, string column, Func<CellContext, Gen<WrittenCell>> cells) =>
        new(field, [column], false, cells);

    private static WrittenField Company(string field, string column, Func<CellContext, Gen<WrittenCell>> cells) =>
        new(field, [column], true, cells);

    // A row without a company has no address of one.
    private static Func<CellContext, Gen<WrittenCell>> Identity(Func<CellContext, Gen<WrittenCell>> cells) =>
        context => context.Company is null ? WrittenCell.Blank : cells(context);

    private static string First(CellContext context) => FirstNames[context.Number % FirstNames.Length];

    private static string Last(CellContext context) => $"{LastNames[context.Number % LastNames.Length]}-{context.Number}";

    private static string Email(CellContext context) => $"ann+{context.Number}@{(context.Number % 7 == 6 ? "gmail.com" : context.Domain)}";
}
