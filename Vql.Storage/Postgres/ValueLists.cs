using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>The forms of listed values.</summary>
public enum ValueForm
{
    /// <summary>A column, or each element of an array column.</summary>
    Whole,

    /// <summary>Several columns, joined by commas.</summary>
    Place,

    /// <summary>The domain of a URL.</summary>
    Domain,
}

/// <summary>A list of the values of rows.</summary>
/// <param name="Name">The name in the URL.</param>
/// <param name="Entity">The entity.</param>
/// <param name="Fields">The fields with the values.</param>
/// <param name="Form">The form of the values.</param>
public sealed record ValueList(string Name, Entity Entity, IReadOnlyList<string> Fields, ValueForm Form = ValueForm.Whole)
{
    /// <summary>Whether a row may have several values.</summary>
    public bool IsArray => FieldCatalogue.For(Entity)[Fields[0]].IsArray;

    /// <summary>Whether the values are those of all companies, independent of their contacts.</summary>
    public bool IsOfAllCompanies { get; init; }
}

/// <summary>The lists of values of the API.</summary>
public static class ValueLists
{
    /// <summary>The lists of contacts.</summary>
    public static IReadOnlyList<ValueList> OfContacts { get; } =
    [
        new("title", Entity.Contact, ["title"]),
        new("seniority", Entity.Contact, ["seniority"]),
        new("department", Entity.Contact, ["departments"]),
        new("company_address", Entity.Contact, ["company_address", "company_city", "company_state", "company_country"], ValueForm.Place),
        new("contact_address", Entity.Contact, ["city", "state", "country"], ValueForm.Place),
        new("company", Entity.Company, ["name"]) { IsOfAllCompanies = true },
        new("company/domain", Entity.Company, ["website"], ValueForm.Domain) { IsOfAllCompanies = true },
        new("industry", Entity.Company, ["industries"]) { IsOfAllCompanies = true },
        new("keywords", Entity.Company, ["keywords"]) { IsOfAllCompanies = true },
        new("technologies", Entity.Company, ["technologies"]) { IsOfAllCompanies = true },
    ];

    /// <summary>The lists of companies.</summary>
    public static IReadOnlyList<ValueList> OfCompanies { get; } =
    [
        new("name", Entity.Company, ["name"]),
        new("industry", Entity.Company, ["industries"]),
        new("keywords", Entity.Company, ["keywords"]),
        new("technologies", Entity.Company, ["technologies"]),
        new("address", Entity.Company, ["address"]),
        new("city", Entity.Company, ["city"]),
        new("state", Entity.Company, ["state"]),
        new("country", Entity.Company, ["country"]),
    ];

    /// <summary>The lists of the contacts of a company.</summary>
    public static IReadOnlyList<ValueList> OfCompanyContacts { get; } =
    [
        new("first_name", Entity.Contact, ["first_name"]),
        new("last_name", Entity.Contact, ["last_name"]),
        new("title", Entity.Contact, ["title"]),
        new("seniority", Entity.Contact, ["seniority"]),
        new("department", Entity.Contact, ["departments"]),
        new("email_status", Entity.Contact, ["email_status"]),
    ];
}
