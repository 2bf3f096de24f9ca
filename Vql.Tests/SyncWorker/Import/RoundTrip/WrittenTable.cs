using CsCheck;
using Vql.SyncWorker.Import.Columns;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>A row of a table.</summary>
/// <param name="Person">The number of the person. Null in a table of companies.</param>
/// <param name="Company">The number of the company. Null for none.</param>
/// <param name="Cells">A cell for each column.</param>
/// <param name="Damage">The damage of the line in a text file.</param>
internal sealed record WrittenRow(int? Person, int? Company, IReadOnlyList<WrittenCell> Cells, Damage Damage);

/// <summary>The kind of damage of a line.</summary>
internal enum Damage
{
    /// <summary>The line is well-formed.</summary>
    None,

    /// <summary>The line has a value after the last column.</summary>
    TooLong,

    /// <summary>The line has no field for the last column.</summary>
    TooShort,

    /// <summary>Text follows a closing quote.</summary>
    Quote,

    /// <summary>The line has fields but no values.</summary>
    Empty,
}

/// <summary>A table of companies, or of people with or without their companies.</summary>
/// <param name="Fields">The columns.</param>
/// <param name="Headers">The names of the columns in the file.</param>
/// <param name="Rows">The rows.</param>
/// <param name="IsOfPeople">Whether the table contains people.</param>
/// <param name="IsWestern">Whether all characters are in Windows-1252.</param>
internal sealed record WrittenTable(
    IReadOnlyList<WrittenField> Fields, IReadOnlyList<string> Headers, IReadOnlyList<WrittenRow> Rows, bool IsOfPeople, bool IsWestern)
{
    private const int Companies = 9;
    private const int People = 20;
    private const int MaxRows = 10;
    private const string FullName = "full_name";

    private static readonly string[] Required = ["first_name", "last_name", FullName, "email", "company", "employees"];

    /// <summary>Generates tables of companies, of people, and of people with their companies.</summary>
    public static Gen<WrittenTable> Any { get; } = Gen.OneOf(
        Of(isOfPeople: false, hasCompanies: true), Of(isOfPeople: true, hasCompanies: false), Of(isOfPeople: true, hasCompanies: true));

    private static Gen<WrittenTable> Of(bool isOfPeople, bool hasCompanies) =>
        from isWestern in Gen.Bool
        from isInThousands in Gen.Bool
        from isFullName in Gen.Bool
        let known = WrittenField.All.Where(field => (field.IsOfCompany ? hasCompanies : isOfPeople)
            && field.Field != (isInThousands ? "annual_revenue" : "annual_revenue_thousands")
            && (!isFullName ? field.Field != FullName : field.Field is not ("first_name" or "last_name"))).ToArray()
        from selected in Gen.Bool.Array[known.Length]
        from fields in Gen.Shuffle(known.Where((field, at) => selected[at] || Required.Contains(field.Field)).ToArray())
        from headers in InOrder(fields.Select(field => Header(field, isOfPeople ? TableKind.People : TableKind.Companies)))
        from rows in Row(fields, isOfPeople, hasCompanies, isWestern).Array[1, MaxRows]
        select new WrittenTable(fields, headers, [.. rows[..^1], rows[^1] with { Damage = Damage.None }], isOfPeople, isWestern);

    private static Gen<WrittenRow> Row(WrittenField[] fields, bool isOfPeople, bool hasCompanies, bool isWestern) =>
        from person in Gen.Int[0, People]
        from selected in Gen.Int[0, Companies]
        let company = !hasCompanies || (isOfPeople && person % 5 == 4) ? (int?)null : isOfPeople ? person % Companies : selected
        let place = PlaceOf(isOfPeople ? person : selected)
        let companyPlace = company is { } number ? PlaceOf(number) : null
        from country in AddressCells.Country(place)
        from companyCountry in AddressCells.Country(companyPlace)
        from damage in Gen.Frequency((30, Damage.None), (1, Damage.TooLong), (1, Damage.TooShort), (1, Damage.Quote), (1, Damage.Empty))
        let hasPlace = country.Stored is not null && fields.Any(field => field.Field == "country")
        let hasCompanyPlace = companyCountry.Stored is not null && fields.Any(field => field.Field == "company_country")
        let ofPerson = new CellContext(person, company, isWestern, place, hasPlace)
        let ofCompany = new CellContext(company ?? person, company, isWestern, companyPlace, hasCompanyPlace)
        from cells in InOrder(fields.Select(field => field.Field switch
        {
            "country" => Gen.Const(country),
            "company_country" => Gen.Const(companyCountry),
            _ => field.Cells(field.IsOfCompany ? ofCompany : ofPerson),
        }))
        select new WrittenRow(isOfPeople ? person : null, company, cells, damage);

    private static Place? PlaceOf(int number) => number % 3 == 0 ? null : Place.All[number % Place.All.Count];

    // Generates a header of the API's exports, of a person or of a vendor.
    private static Gen<string> Header(WrittenField field, TableKind kind)
    {
        var names = ColumnAliases.Groups.SelectMany(group => group.Aliases)
            .Where(alias => alias.Field == field.Field && (alias.Kind is null || alias.Kind == kind)).Select(alias => alias.Header)
            .Where(header => ColumnAliases.Find(header, kind)?.Field.Name == field.Field).Append(field.Field).Distinct().ToArray();
        return Gen.Select(Gen.OneOf(names), Gen.Int[0, 9], (name, form) => form switch
        {
            0 => name.ToUpperInvariant(),
            1 => name.Replace(' ', '_'),
            2 => $" {name} ",
            3 => name.Replace(" ", "", StringComparison.Ordinal),
            4 => name.Replace('_', ' '),
            _ => name,
        });
    }

    private static Gen<T[]> InOrder<T>(IEnumerable<Gen<T>> values) =>
        values.Aggregate(Gen.Const(Array.Empty<T>()), (all, next) => Gen.Select(all, next, (before, value) => (T[])[.. before, value]));
}
