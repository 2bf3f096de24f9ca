using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.SyncWorker.Import.Columns;

/// <summary>A column of the file and the field that it holds.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Header">Its header.</param>
/// <param name="Field">The field.</param>
internal sealed record MappedColumn(int Index, string Header, ImportField Field);

/// <summary>A column of the file that is not imported.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Reason">Why it is not.</param>
internal sealed record IgnoredColumn(string Header, string Reason);

/// <summary>Which column of a file holds which field.</summary>
internal sealed class ColumnMap
{
    private const string Website = "website";
    private const string CompanyUuid = "company_uuid";
    private const int NearlyTheSame = 2;
    private const int ShortestMisspelling = 5;

    // What tells people from companies whatever else the file has.
    private static readonly string[] OfPeople =
    [
        "first_name", "last_name", "full_name", "person_linkedin_url", "email", "title", "mobile_phone", "home_phone", "contact_uuid",
        "seniority", "departments", "work_direct_phone", "email_status",
    ];

    private static readonly string[] IdentifyPeople = ["first_name", "last_name", "full_name", "person_linkedin_url", "email", "contact_uuid"];
    private static readonly string[] NameCompanies = ["company", "company_linkedin_url", "company_domain"];
    private static readonly string[] IdentifyCompanies = [.. NameCompanies, Website, CompanyUuid];

    // Fields that are the person's in a file without a company's name, LinkedIn address or domain.
    private static readonly Dictionary<string, string> OfThePerson = new()
    {
        [Website] = "person_website",
        ["facebook_url"] = "person_facebook_url",
        ["twitter_url"] = "person_twitter_url",
    };

    // Headers that files of people and of companies have alike: a file of nothing else could be either.
    private static readonly HashSet<string> Vague =
        ["name", "city", "state", "country", "region", "province", "phone", "phonenumber", "address", "linkedin", "linkedinurl", "url", "uuid"];

    private static readonly HashSet<string> Ours = [.. RejectsFile.Columns.Select(ColumnAliases.Normalize)];

    private ColumnMap(TableKind kind, IReadOnlyList<MappedColumn> columns, IReadOnlyList<IgnoredColumn> ignored, IReadOnlyList<string> faults)
    {
        (Kind, Columns, Ignored, Faults) = (kind, columns, ignored, faults);
    }

    public TableKind Kind { get; }

    public IReadOnlyList<MappedColumn> Columns { get; }

    public IReadOnlyList<IgnoredColumn> Ignored { get; }

    /// <summary>Why the file cannot be imported with these columns.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Whether the columns identify companies.</summary>
    public bool HasCompanies => Has(Columns, IdentifyCompanies);

    /// <summary>Whether the columns identify people or companies.</summary>
    public bool Identifies => Kind == TableKind.People
        ? HasCompanies || Has(Columns, IdentifyPeople)
        : HasCompanies && Columns.Any(column => !Vague.Contains(ColumnAliases.Normalize(column.Header)));


    /// <summary>Maps the columns of a header.</summary>
    /// <param name="headers">The header.</param>
    /// <param name="forced">What the user mapped, by normalized header.</param>
    public static ColumnMap Of(IReadOnlyList<string> headers, IReadOnlyDictionary<string, ImportField> forced)
    {
        var names = headers.Select(ColumnAliases.Normalize).ToList();
        var kind = KindOf(headers, names, forced);
        var strong = new Dictionary<string, int>();
        var faults = new List<string>();
        var found = new (ImportField Field, bool IsWeak)?[headers.Count];
        for (var index = 0; index < found.Length; index++)
        {
            found[index] = names[index].Length == 0 ? null
                : forced.TryGetValue(names[index], out var field) ? (field, false)
                : ColumnAliases.Find(headers[index], kind) is { } alias ? (alias.Field, alias.IsWeak || forced.Values.Contains(alias.Field))
                : null;
            if (found[index] is { IsWeak: false } column && !strong.TryAdd(column.Field.Name, index))
            {
                faults.Add($"the columns '{headers[strong[column.Field.Name]]}' and '{headers[index]}' both mean {column.Field.Name}; "
                    + "remove one, or map it to another field with --map");
            }
        }

        return Build(headers, names, kind, found, strong, faults);
    }

    /// <summary>Rates a header: the number of columns that it maps, 0 when they identify nothing.</summary>
    public static int Score(IReadOnlyList<string> headers, IReadOnlyDictionary<string, ImportField> forced) =>
        Of(headers, forced) is { Identifies: true } map ? map.Columns.Count : 0;

    /// <summary>Reads the values of <c>--map</c>.</summary>
    /// <exception cref="InvalidInputException">A value is malformed, or names no field.</exception>
    public static IReadOnlyDictionary<string, ImportField> ParseForced(IEnumerable<string> mappings)
    {
        var forced = new Dictionary<string, ImportField>();
        foreach (var mapping in mappings)
        {
            var equals = mapping.LastIndexOf('=');
            if (equals <= 0)
            {
                throw new InvalidInputException($"'{mapping}' is not a mapping. Write --map \"Their column=field\".");
            }

            var field = ImportField.Find(mapping[(equals + 1)..].Trim().ToLowerInvariant()) ?? throw new InvalidInputException(
                $"'{mapping[(equals + 1)..].Trim()}' is not a field. The fields are: {string.Join(", ", ImportField.All.Select(known => known.Name))}.");
            if (!forced.TryAdd(ColumnAliases.Normalize(mapping[..equals]), field))
            {
                throw new InvalidInputException($"The column '{mapping[..equals]}' is mapped twice.");
            }
        }

        return forced;
    }

    private static ColumnMap Build(
        IReadOnlyList<string> headers, List<string> names, TableKind kind, (ImportField Field, bool IsWeak)?[] found,
        Dictionary<string, int> strong, List<string> faults)
    {
        var columns = new List<MappedColumn>();
        var ignored = new List<IgnoredColumn>();
        var taken = new Dictionary<string, int>(strong);
        for (var index = 0; index < found.Length; index++)
        {
            if (found[index] is not { } column)
            {
                if (headers[index].Trim().Length > 0 && !Ours.Contains(names[index]))
                {
                    ignored.Add(new IgnoredColumn(headers[index], Suggest(names[index]) is { } near ? $"unknown; did you mean '{near}'?" : "unknown"));
                }
            }
            else if (column.Field.Form == FieldForm.FullName && strong.ContainsKey("first_name") && strong.ContainsKey("last_name"))
            {
                ignored.Add(new IgnoredColumn(headers[index], "the file has first and last names"));
            }
            else if (column.IsWeak && !taken.TryAdd(column.Field.Name, index))
            {
                ignored.Add(new IgnoredColumn(headers[index], $"{column.Field.Name} is taken from '{headers[taken[column.Field.Name]]}'"));
            }
            else if (OtherTarget(columns, column.Field) is { } other)
            {
                faults.Add($"the columns '{other.Header}' and '{headers[index]}' both mean {column.Field.Targets[0].Column.Name}; remove one");
            }
            else
            {
                columns.Add(new MappedColumn(index, headers[index], column.Field));
            }
        }

        return kind == TableKind.People && !Has(columns, NameCompanies)
            ? WithoutCompany(columns, ignored, faults) : new ColumnMap(kind, columns, ignored, faults);
    }

    // A field of both entities gives way to the column of one; first and last name may come from two columns.
    private static MappedColumn? OtherTarget(List<MappedColumn> columns, ImportField field) => field.Targets.Count > 1 ? null
        : columns.Find(column => column.Field != field && column.Field.Targets is [var target] && target == field.Targets[0]);

    private static TableKind KindOf(IReadOnlyList<string> headers, List<string> names, IReadOnlyDictionary<string, ImportField> forced) =>
        headers.Where((header, index) => OfPeople.Contains(
            forced.TryGetValue(names[index], out var field) ? field.Name
            : ColumnAliases.Find(header, TableKind.Companies) is { } alias ? alias.Field.Name : "")).Any()
            ? TableKind.People : TableKind.Companies;

    private static string? Suggest(string name) => name.Length < ShortestMisspelling ? null
        : ColumnAliases.Names.Select(known => (Name: known, Distance: Spelling.Distance(name, ColumnAliases.Normalize(known), NearlyTheSame)))
            .Where(known => known.Distance <= NearlyTheSame).OrderBy(known => known.Distance).Select(known => known.Name).FirstOrDefault();

    // Web addresses are the person's, and only a uuid can say which company other columns describe.
    private static ColumnMap WithoutCompany(List<MappedColumn> columns, List<IgnoredColumn> ignored, IReadOnlyList<string> faults)
    {
        var kept = new List<MappedColumn>();
        var hasUuid = Has(columns, [CompanyUuid]);
        foreach (var column in columns)
        {
            if (OfThePerson.TryGetValue(column.Field.Name, out var own))
            {
                kept.Add(column with { Field = ImportField.Get(own) });
            }
            else if (hasUuid || column.Field.Targets.Any(target => target.Entity == Entity.Contact))
            {
                kept.Add(column);
            }
            else
            {
                ignored.Add(new IgnoredColumn(column.Header, "the file names no companies"));
            }
        }

        return new ColumnMap(TableKind.People, kept, ignored, faults);
    }

    private static bool Has(IEnumerable<MappedColumn> columns, string[] fields) => columns.Any(column => fields.Contains(column.Field.Name));
}
