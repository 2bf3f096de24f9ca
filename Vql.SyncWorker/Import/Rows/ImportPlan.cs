using Vql.Core.Fields;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Seed;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>A column of the file, with the indexes of its value in the rows of both tables; -1 if there is none.</summary>
internal sealed record PlannedColumn(MappedColumn Mapped, int ContactSlot, int CompanySlot);

/// <summary>The columns of both tables that an import writes, and the source of their values.</summary>
internal sealed class ImportPlan
{
    private const string Domain = "normalized_domain";

    public ImportPlan(ColumnMap map, bool completes)
    {
        var fields = map.Columns.Select(column => column.Field.Name).ToHashSet();
        Contacts = Slots(map, Entity.Contact);
        Companies = Slots(map, Entity.Company);
        IsExport = fields.Contains("contact_uuid");
        if (map.Kind == TableKind.People && (Companies.Count > 0 || fields.Contains("company_uuid")))
        {
            Add(Contacts, FieldCatalogue.Contacts, "company_id");
        }

        if (Companies.Count > 0 && !fields.Contains("company_domain"))
        {
            FilledColumn = Domain;
            Add(Companies, FieldCatalogue.Companies, Domain);
        }

        foreach (var column in completes ? CompanyGaps.Columns : [])
        {
            Add(Companies, FieldCatalogue.Companies, column);
        }

        Columns = [.. map.Columns.Select(column => new PlannedColumn(
            column, Slot(column, Entity.Contact, Contacts), Slot(column, Entity.Company, Companies)))];
        HasPhones = map.Columns.Any(column => column.Field.Targets.Any(target => target.Column.Cleaning == CleaningRule.Phone));
        (FirstName, LastName, Email) = (Slot(Contacts, "first_name"), Slot(Contacts, "last_name"), Slot(Contacts, "email"));
        (PersonLinkedin, CompanyId) = (Slot(Contacts, "linkedin_url"), Slot(Contacts, "company_id"));
        (CompanyName, CompanyLinkedin) = (Slot(Companies, "name"), Slot(Companies, "linkedin_url"));
        (Website, CompanyDomain) = (Slot(Companies, "website"), Slot(Companies, Domain));
    }

    public IReadOnlyList<PlannedColumn> Columns { get; }

    /// <summary>Whether the file is an export of contacts, which contains their UUIDs.</summary>
    public bool IsExport { get; }

    /// <summary>Whether the file has phone numbers, which are parsed by the country of the row.</summary>
    public bool HasPhones { get; }

    /// <summary>The written columns of contacts.</summary>
    public List<Column> Contacts { get; }

    /// <summary>The written columns of companies.</summary>
    public List<Column> Companies { get; }

    /// <summary>The column of companies that is derived from others and never replaces a value; null if there is none.</summary>
    public string? FilledColumn { get; }

    public int FirstName { get; }

    public int LastName { get; }

    public int Email { get; }

    public int PersonLinkedin { get; }

    public int CompanyId { get; }

    public int CompanyName { get; }

    public int CompanyLinkedin { get; }

    public int Website { get; }

    public int CompanyDomain { get; }

    /// <summary>Returns the index of a column; -1 if there is none.</summary>
    public static int Slot(List<Column> columns, string name) => columns.FindIndex(column => column.Name == name);

    private static List<Column> Slots(ColumnMap map, Entity entity) =>
        [.. map.Columns.SelectMany(column => column.Field.Targets).Where(target => target.Entity == entity && IsWritten(map, target))
            .Select(target => target.Column).Where(column => !column.IsKey).Distinct()];

    // A field of both tables is written to the tables for which the file has rows.
    private static bool IsWritten(ColumnMap map, FieldTarget target) =>
        target.Entity == Entity.Contact ? map.Kind == TableKind.People : map.HasCompanies;

    private static int Slot(MappedColumn column, Entity entity, List<Column> columns) =>
        column.Field.Targets.FirstOrDefault(target => target.Entity == entity) is { } target ? columns.IndexOf(target.Column) : -1;

    private static void Add(List<Column> columns, EntityFields entity, string name)
    {
        if (entity.TryGetColumn(name, out var column) && !columns.Contains(column))
        {
            columns.Add(column);
        }
    }
}
