using Vql.Core.Documents;

namespace Vql.SyncWorker.Import;

/// <summary>Which column of a file is which.</summary>
internal sealed class CsvHeader
{
    private static readonly HashSet<string> Known = [.. CsvRow.CompanyColumns, .. CsvRow.ContactColumns];
    private static readonly string[] OfPerson = ["first_name", "last_name", "person_linkedin_url"];
    private static readonly string[] OfCompany = ["company", "company_linkedin_url"];

    private readonly Dictionary<string, int> _columns = [];

    /// <exception cref="InvalidInputException">The file is none of ours.</exception>
    public CsvHeader(CsvRecord record, string file)
    {
        Raw = record.Raw;
        var names = record.Fields ?? throw new InvalidInputException($"{file}: the header line is broken: {record.Fault}");
        var ignored = new List<string>();
        for (var index = 0; index < names.Count; index++)
        {
            var name = CsvRow.ColumnName(names[index]);
            if (!Known.Contains(name))
            {
                ignored.Add(names[index]);
            }
            else if (!_columns.TryAdd(name, index))
            {
                throw new InvalidInputException($"{file}: there are two columns {name}");
            }
        }

        Count = names.Count;
        Ignored = ignored;
        HasPeople = Array.Exists(OfPerson, _columns.ContainsKey);
        HasCompanies = Array.Exists(OfCompany, _columns.ContainsKey);
        if (!HasPeople && !HasCompanies)
        {
            throw new InvalidInputException(
                $"{file}: the first line names none of the columns {string.Join(", ", OfCompany.Concat(OfPerson))}, so nothing can be told apart. "
                + $"It is: {Raw[..Math.Min(Raw.Length, 200)]}");
        }
    }

    public string Raw { get; }

    public int Count { get; }

    public IReadOnlyList<string> Ignored { get; }

    public bool HasPeople { get; }

    public bool HasCompanies { get; }

    /// <summary>The raw value of a column; null when the file has none of that name.</summary>
    public string? Value(IReadOnlyList<string> fields, string column) =>
        _columns.TryGetValue(column, out var index) ? fields[index] : null;
}
