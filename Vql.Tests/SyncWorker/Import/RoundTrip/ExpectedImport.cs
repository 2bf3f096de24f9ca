using Vql.SyncWorker.Import;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>A row of the database: the values by column, without nulls.</summary>
internal sealed class ExpectedRow : SortedDictionary<string, string>
{
    /// <summary>The index of a contact's company. Null for none.</summary>
    public int? Company { get; set; }

    public ExpectedRow()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Returns the values of some columns, one per line.</summary>
    public string Describe(IEnumerable<string> columns) =>
        string.Join('\n', columns.Where(ContainsKey).Select(column => $"{column}={this[column]}"))
            + (Company is { } place ? $"\ncompany #{place}" : "");
}

/// <summary>The expected result of the import of a table.</summary>
internal sealed class ExpectedImport
{
    private const string Domain = "normalized_domain";
    private const string GoogleMail = "@gmail.com";

    private readonly Dictionary<int, ExpectedRow> _people = [];
    private readonly Dictionary<int, ExpectedRow> _companies = [];

    public ExpectedImport(WrittenTable table, IReadOnlyList<long> lines)
    {
        for (var at = 0; at < table.Rows.Count; at++)
        {
            Add(table, table.Rows[at], lines[at]);
        }
    }

    /// <summary>The contacts, in the order of the file.</summary>
    public List<ExpectedRow> Contacts { get; } = [];

    /// <summary>The companies, in the order of the file.</summary>
    public List<ExpectedRow> Companies { get; } = [];

    /// <summary>The lines of the rows that are rejected.</summary>
    public List<long> Rejected { get; } = [];

    /// <summary>The number of rows that are merged into earlier ones.</summary>
    public int Merged { get; private set; }

    /// <summary>The values that are not stored as written, by header and reading.</summary>
    public SortedDictionary<string, List<string>> Readings { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of rows without values, which are ignored.</summary>
    public int Ignored { get; private set; }

    private void Add(WrittenTable table, WrittenRow row, long line)
    {
        if (row.Damage == Damage.Empty)
        {
            Ignored++;
            return;
        }

        if (row.Damage != Damage.None || row.Cells.Any(cell => cell.RejectsRow))
        {
            Rejected.Add(line);
            return;
        }

        var before = table.IsOfPeople ? _people.Count : _companies.Count;
        var company = row.Company is { } firm ? Row(_companies, firm, Companies) : null;
        var person = row.Person is { } number ? Row(_people, number, Contacts) : null;
        Merged += before == (table.IsOfPeople ? _people.Count : _companies.Count) ? 1 : 0;
        if (person is not null && company is not null)
        {
            person.Company = Companies.IndexOf(company);
        }

        for (var at = 0; at < row.Cells.Count; at++)
        {
            var (field, cell) = (table.Fields[at], row.Cells[at]);
            if (cell.Reading is not null)
            {
                Note(table.Headers[at], cell.Reading, line, cell);
            }

            if (field.IsOfCompany && company is null && cell.Stored is not null)
            {
                Note(table.Headers[at], "without_company", line, cell);
            }
            else if (cell.Stored is not null)
            {
                Store(field.IsOfCompany ? company! : person!, field.Columns, cell.Stored);
            }
        }

        if (company is not null && table.Fields.All(field => field.Field != "company_domain"))
        {
            FillDomain(table, row, company);
        }
    }

    // The domain of a company comes from its website, or from the email address of an employee.
    private static void FillDomain(WrittenTable table, WrittenRow row, ExpectedRow company)
    {
        for (var at = 0; at < row.Cells.Count; at++)
        {
            if (row.Cells[at].Stored is { } stored && (table.Fields[at].Field == "website"
                || (table.Fields[at].Field == "email" && !stored.EndsWith(GoogleMail, StringComparison.Ordinal))))
            {
                company[Domain] = $"firm-{row.Company}.example";
            }
        }
    }

    private static void Store(ExpectedRow row, IReadOnlyList<string> columns, string stored)
    {
        var parts = columns.Count == 1 ? [stored] : stored.Split('|');
        for (var at = 0; at < columns.Count; at++)
        {
            row[columns[at]] = parts[at];
        }
    }

    private static ExpectedRow Row(Dictionary<int, ExpectedRow> rows, int number, List<ExpectedRow> ordered)
    {
        if (!rows.TryGetValue(number, out var row))
        {
            rows[number] = row = [];
            ordered.Add(row);
        }

        return row;
    }

    private void Note(string header, string reading, long line, WrittenCell cell)
    {
        var key = $"{header} {reading}";
        if (!Readings.TryGetValue(key, out var values))
        {
            Readings[key] = values = [];
        }

        values.Add($"{line}: {ValueReport.Shorten(cell.Written)}");
    }
}
