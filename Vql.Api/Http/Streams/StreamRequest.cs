using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Streams;

/// <summary>The formats of streams.</summary>
internal enum StreamFormat
{
    /// <summary>One JSON object per line.</summary>
    Jsonl,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,

    /// <summary>An Excel workbook.</summary>
    Xlsx,
}

/// <summary>A request for a stream.</summary>
/// <param name="List">The rows and the start of the stream.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Format">The format.</param>
/// <param name="Limit">The maximum number of rows; null for all.</param>
internal sealed record StreamRequest(ListRequest List, IReadOnlyList<Column> Columns, StreamFormat Format, long? Limit)
{
    private const string LimitParameter = "limit";
    private const string FormatParameter = "format";
    private const string SafeParameter = "safe";
    private const string BomParameter = "bom";
    private const string EndParameter = "end";

    // Streams contain no deleted rows.
    private const string DeletedAt = "deleted_at";

    // The name in the original API.
    private const string MaxResults = "max_results";

    public static readonly IReadOnlyList<string> Controls =
        [LimitParameter, FormatParameter, MaxResults, "select", SafeParameter, BomParameter, EndParameter];

    private static readonly string[] ContactColumns = ["uuid", "first_name", "last_name", "email", "title", "mobile_phone", "company_id"];
    private static readonly string[] CompanyColumns = ["uuid", "name", "address", "employees_count", "annual_revenue", "total_funding"];

    /// <summary>Whether CSV cells that a spreadsheet would evaluate are marked.</summary>
    public bool IsSafe { get; private init; }

    /// <summary>Whether CSV starts with a byte order mark, which Excel needs to detect UTF-8.</summary>
    public bool HasBom { get; private init; }

    /// <summary>Whether the body ends with a line that contains the values of the trailers.</summary>
    public bool HasEndLine { get; private init; }

    /// <summary>Reads a request; null if errors were added.</summary>
    public static StreamRequest? Read(EntityFilters filters, IQueryCollection query, List<ParameterFault> faults)
    {
        var list = RequestReader.ReadFilteredList(filters, query, Controls, faults);
        var limit = ReadLimit(query, faults);
        var format = ReadFormat(query, faults);
        var columns = ReadColumns(filters.Fields.Entity, [.. RequestReader.ReadNames(query, "select").Distinct()], faults);
        var isSafe = ReadFlag(SafeParameter, query, faults) ?? true;
        var hasBom = ReadFlag(BomParameter, query, faults) ?? false;
        if (hasBom && format != StreamFormat.Csv)
        {
            faults.Add(new ParameterFault(BomParameter, "requires format=csv"));
        }

        var hasEndLine = ReadEnd(format, query, faults);
        return list is null || faults.Count > 0
            ? null
            : new StreamRequest(list, columns, format, limit) { IsSafe = isSafe, HasBom = hasBom, HasEndLine = hasEndLine };
    }

    private static StreamFormat ReadFormat(IQueryCollection query, List<ParameterFault> faults)
    {
        switch (RequestReader.Last(query, FormatParameter)?.ToLowerInvariant())
        {
            case null or "jsonl":
                return StreamFormat.Jsonl;
            case "csv":
                return StreamFormat.Csv;
            case "xlsx":
                return StreamFormat.Xlsx;
            default:
                faults.Add(new ParameterFault(FormatParameter, "must be jsonl, csv or xlsx"));
                return StreamFormat.Jsonl;
        }
    }

    private static bool? ReadFlag(string name, IQueryCollection query, List<ParameterFault> faults) =>
        RequestReader.Last(query, name) is { } text ? FlagText.Read(name, text, faults) : null;

    private static bool ReadEnd(StreamFormat format, IQueryCollection query, List<ParameterFault> faults)
    {
        switch (RequestReader.Last(query, EndParameter))
        {
            case null or "trailer":
                return false;
            case "line" when format != StreamFormat.Xlsx:
                return true;
            case "line":
                faults.Add(new ParameterFault(EndParameter, "must be trailer for format=xlsx"));
                return false;
            default:
                faults.Add(new ParameterFault(EndParameter, "must be trailer or line"));
                return false;
        }
    }

    private static int? ReadLimit(IQueryCollection query, List<ParameterFault> faults)
    {
        var (limit, maximum) = (
            RequestReader.ReadNumber(query, LimitParameter, 1, faults), RequestReader.ReadNumber(query, MaxResults, 1, faults));
        if (limit is not null && maximum is not null && limit != maximum)
        {
            faults.Add(new ParameterFault(MaxResults, "is an alias of limit with a different value: send one of them"));
        }

        return limit ?? maximum;
    }

    /// <summary>Returns the columns that can be selected.</summary>
    public static IReadOnlyList<string> ColumnsOf(Entity entity) =>
        [.. FieldCatalogue.For(entity).Columns.Select(column => column.Name).Where(name => name != DeletedAt)];

    private static List<Column> ReadColumns(Entity entity, IReadOnlyList<string> names, List<ParameterFault> faults)
    {
        var chosen = names.Count > 0 ? names : entity == Entity.Contact ? ContactColumns : CompanyColumns;
        var columns = new List<Column>();
        foreach (var name in chosen)
        {
            if (name != DeletedAt && FieldCatalogue.For(entity).TryGetColumn(name, out var column))
            {
                columns.Add(column);
                continue;
            }

            faults.Add(new ParameterFault("select", $"unknown column \"{name}\"{Suggestion.Of(name, ColumnsOf(entity))}"));
        }

        return columns;
    }
}
