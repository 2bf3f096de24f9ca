using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.SyncWorker.Import.Columns;

/// <summary>A column of the file and its field.</summary>
/// <param name="Index">The zero-based index of the column.</param>
/// <param name="Header">The header of the column.</param>
/// <param name="Field">The field.</param>
internal sealed record MappedColumn(int Index, string Header, ImportField Field);

/// <summary>A column of the file that is not imported.</summary>
/// <param name="Header">The header of the column.</param>
/// <param name="Reason">The reason why the column is not imported.</param>
internal sealed record IgnoredColumn(string Header, string Reason);

/// <summary>Maps the columns of a file to fields.</summary>
internal sealed class ColumnMap
{
    private const string Website = "website";
    private const string CompanyUuid = "company_uuid";
    private const int MaxDistance = 2;
    private const int MinSuggestionLength = 5;

    // A file with any of these fields contains people.
    private static readonly string[] PersonFields =
    [
        "first_name", "last_name", "full_name", "person_linkedin_url", "email", "title", "mobile_phone", "home_phone", "contact_uuid",
        "seniority", "departments", "work_direct_phone", "email_status",
    ];

    private static readonly string[] IdentifyPeople =
        ["first_name", "last_name", "full_name", "person_linkedin_url", "email", "contact_uuid"];

    private static readonly string[] NameCompanies = ["company", "company_linkedin_url", "company_domain"];
    private static readonly string[] IdentifyCompanies = [.. NameCompanies, Website, CompanyUuid];

    // In a file without a name, LinkedIn address or domain of a company, these fields belong to the person.
    private static readonly Dictionary<string, string> FieldsWithoutCompany = new()
    {
        [Website] = "person_website",
        ["facebook_url"] = "person_facebook_url",
        ["twitter_url"] = "person_twitter_url",
    };

    // Headers that both kinds of files have. A file with only these headers is ambiguous.
    private static readonly HashSet<string> AmbiguousHeaders =
    [
        "name", "city", "state", "country", "region", "province", "phone", "phonenumber", "address", "linkedin", "linkedinurl", "url",
        "uuid",
    ];

    private static readonly HashSet<string> RejectsColumns = [.. RejectsFile.Columns.Select(ColumnAliases.Normalize)];

    private ColumnMap(
        TableKind kind, IReadOnlyList<MappedColumn> columns, IReadOnlyList<IgnoredColumn> ignored, IReadOnlyList<string> faults)
    {
        (Kind, Columns, Ignored, Faults) = (kind, columns, ignored, faults);
    }

    public TableKind Kind { get; }

    public IReadOnlyList<MappedColumn> Columns { get; }

    public IReadOnlyList<IgnoredColumn> Ignored { get; }

    /// <summary>The reasons why the file cannot be imported with these columns.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Whether the columns identify companies.</summary>
    public bool HasCompanies => Has(Columns, IdentifyCompanies);

    /// <summary>Whether the columns identify people or companies.</summary>
    public bool Identifies => Kind == TableKind.People
        ? HasCompanies || Has(Columns, IdentifyPeople)
        : HasCompanies && Columns.Any(column => !AmbiguousHeaders.Contains(ColumnAliases.Normalize(column.Header)));

    /// <summary>Maps the columns of a header.</summary>
    /// <param name="headers">The names in the header.</param>
    /// <param name="forced">The fields that the user assigned, by normalized header.</param>
    public static ColumnMap Of(IReadOnlyList<string> headers, IReadOnlyDictionary<string, ImportField> forced)
    {
        var names = headers.Select(ColumnAliases.Normalize).ToList();
        var kind = KindOf(headers, names, forced);
        var strong = new Dictionary<string, int>();
        var faults = new List<string>();
        var matches = new (ImportField Field, bool IsWeak)?[headers.Count];
        for (var index = 0; index < matches.Length; index++)
        {
            matches[index] = names[index].Length == 0 ? null
                : forced.TryGetValue(names[index], out var field) ? (field, false)
                : ColumnAliases.Find(headers[index], kind) is { } alias ? (alias.Field, alias.IsWeak || forced.Values.Contains(alias.Field))
                : null;
            if (matches[index] is { IsWeak: false } column && !strong.TryAdd(column.Field.Name, index))
            {
                faults.Add($"the columns '{headers[strong[column.Field.Name]]}' and '{headers[index]}' both map to {column.Field.Name}; "
                    + "remove one, or map it to another field with --map");
            }
        }

        return Build(headers, names, kind, matches, strong, faults);
    }

    /// <summary>Rates a header: returns the number of mapped columns, or 0 if they do not identify rows.</summary>
    public static int Score(IReadOnlyList<string> headers, IReadOnlyDictionary<string, ImportField> forced) =>
        Of(headers, forced) is { Identifies: true } map ? map.Columns.Count : 0;

    /// <summary>Reads the values of <c>--map</c>.</summary>
    /// <exception cref="InvalidInputException">A value is malformed, or its field is unknown.</exception>
    public static IReadOnlyDictionary<string, ImportField> ParseForced(IEnumerable<string> mappings)
    {
        var forced = new Dictionary<string, ImportField>();
        foreach (var mapping in mappings)
        {
            var equals = mapping.LastIndexOf('=');
            if (equals <= 0)
            {
                throw new InvalidInputException($"'{mapping}' is not a mapping. Use --map \"Their column=field\".");
            }

            var name = mapping[(equals + 1)..].Trim();
            var field = ImportField.Find(name.ToLowerInvariant()) ?? throw new InvalidInputException(
                $"'{name}' is not a field. The fields are: {string.Join(", ", ImportField.All.Select(known => known.Name))}.");
            if (!forced.TryAdd(ColumnAliases.Normalize(mapping[..equals]), field))
            {
                throw new InvalidInputException($"The column '{mapping[..equals]}' is mapped twice.");
            }
        }

        return forced;
    }

    private static ColumnMap Build(
        IReadOnlyList<string> headers, List<string> names, TableKind kind, (ImportField Field, bool IsWeak)?[] matches,
        Dictionary<string, int> strong, List<string> faults)
    {
        var columns = new List<MappedColumn>();
        var ignored = new List<IgnoredColumn>();
        var taken = new Dictionary<string, int>(strong);
        for (var index = 0; index < matches.Length; index++)
        {
            if (matches[index] is not { } column)
            {
                if (headers[index].Trim().Length > 0 && !RejectsColumns.Contains(names[index]))
                {
                    var suggestion = Suggest(names[index]);
                    ignored.Add(new IgnoredColumn(
                        headers[index], suggestion is null ? "unknown" : $"unknown; did you mean '{suggestion}'?"));
                }
            }
            else if (column.Field.Form == FieldForm.FullName && strong.ContainsKey("first_name") && strong.ContainsKey("last_name"))
            {
                ignored.Add(new IgnoredColumn(headers[index], "the file has columns for first and last names"));
            }
            else if (column.IsWeak && !taken.TryAdd(column.Field.Name, index))
            {
                ignored.Add(new IgnoredColumn(headers[index], $"{column.Field.Name} is taken from '{headers[taken[column.Field.Name]]}'"));
            }
            else if (OtherTarget(columns, column.Field) is { } other)
            {
                faults.Add(
                    $"the columns '{other.Header}' and '{headers[index]}' both map to {column.Field.Targets[0].Column.Name}; remove one");
            }
            else
            {
                columns.Add(new MappedColumn(index, headers[index], column.Field));
            }
        }

        return kind == TableKind.People && !Has(columns, NameCompanies)
            ? WithoutCompany(columns, ignored, faults) : new ColumnMap(kind, columns, ignored, faults);
    }

    // A column of one entity takes precedence over a field of both. First and last names may come from two columns.
    private static MappedColumn? OtherTarget(List<MappedColumn> columns, ImportField field) => field.Targets.Count > 1 ? null
        : columns.Find(column => column.Field != field && column.Field.Targets is [var target] && target == field.Targets[0]);

    private static TableKind KindOf(IReadOnlyList<string> headers, List<string> names, IReadOnlyDictionary<string, ImportField> forced) =>
        headers.Where((header, index) => PersonFields.Contains(
            forced.TryGetValue(names[index], out var field) ? field.Name
            : ColumnAliases.Find(header, TableKind.Companies) is { } alias ? alias.Field.Name : "")).Any()
            ? TableKind.People : TableKind.Companies;

    private static string? Suggest(string name) => name.Length < MinSuggestionLength ? null
        : ColumnAliases.Names
            .Select(known => (Name: known, Distance: Spelling.Distance(name, ColumnAliases.Normalize(known), MaxDistance)))
            .Where(known => known.Distance <= MaxDistance).OrderBy(known => known.Distance).Select(known => known.Name).FirstOrDefault();

    // Web addresses belong to the person. Other company columns require a UUID that identifies the company.
    private static ColumnMap WithoutCompany(List<MappedColumn> columns, List<IgnoredColumn> ignored, IReadOnlyList<string> faults)
    {
        var kept = new List<MappedColumn>();
        var hasUuid = Has(columns, [CompanyUuid]);
        foreach (var column in columns)
        {
            if (FieldsWithoutCompany.TryGetValue(column.Field.Name, out var personField))
            {
                kept.Add(column with { Field = ImportField.Get(personField) });
            }
            else if (hasUuid || column.Field.Targets.Any(target => target.Entity == Entity.Contact))
            {
                kept.Add(column);
            }
            else
            {
                ignored.Add(new IgnoredColumn(column.Header, "the file has no column that identifies companies"));
            }
        }

        return new ColumnMap(TableKind.People, kept, ignored, faults);
    }

    private static bool Has(IEnumerable<MappedColumn> columns, string[] fields) =>
        columns.Any(column => fields.Contains(column.Field.Name));
}
