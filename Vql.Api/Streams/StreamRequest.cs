using Vql.Api.Parameters;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Streams;

/// <summary>How the rows of a stream are written.</summary>
internal enum StreamFormat
{
    /// <summary>A JSON object a line.</summary>
    Jsonl,

    /// <summary>Comma-separated values under a header.</summary>
    Csv,
}

/// <summary>A stream as it was asked for, understood.</summary>
/// <param name="List">Its rows and where it begins.</param>
/// <param name="Columns">What of each row.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Limit">At most so many rows; null for all.</param>
internal sealed record StreamRequest(ListRequest List, IReadOnlyList<Column> Columns, StreamFormat Format, long? Limit)
{
    private const string LimitParameter = "limit";

    // What the original calls it.
    private const string MaxResults = "max_results";

    public static readonly IReadOnlyList<string> Controls = [LimitParameter, "format", MaxResults, "select"];

    private static readonly string[] ContactColumns = ["uuid", "first_name", "last_name", "email", "title", "mobile_phone", "company_id"];
    private static readonly string[] CompanyColumns = ["uuid", "name", "address", "employees_count", "annual_revenue", "total_funding"];

    /// <summary>Reads a request; null when faults were added.</summary>
    public static StreamRequest? Read(Entity entity, IQueryCollection query, List<ParameterFault> faults)
    {
        var list = RequestReader.ReadWalk(entity, query, Controls, faults);
        var limit = ReadLimit(query, faults);
        if (!Enum.TryParse<StreamFormat>(RequestReader.Last(query, "format") ?? nameof(StreamFormat.Jsonl), ignoreCase: true, out var format) || !Enum.IsDefined(format))
        {
            faults.Add(new ParameterFault("format", "must be jsonl or csv"));
        }

        var columns = ReadColumns(FieldCatalogue.For(entity), RequestReader.Last(query, "select"), faults);
        return list is null || faults.Count > 0 ? null : new StreamRequest(list, columns, format, limit);
    }

    private static int? ReadLimit(IQueryCollection query, List<ParameterFault> faults)
    {
        var (limit, most) = (RequestReader.ReadNumber(query, LimitParameter, 1, faults), RequestReader.ReadNumber(query, MaxResults, 1, faults));
        if (limit is not null && most is not null && limit != most)
        {
            faults.Add(new ParameterFault(MaxResults, "is limit by another name, and says something else: send one of them"));
        }

        return limit ?? most;
    }

    private static List<Column> ReadColumns(EntityFields fields, string? names, List<ParameterFault> faults)
    {
        var chosen = names?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()
            ?? (fields.Entity == Entity.Contact ? ContactColumns : CompanyColumns);
        var columns = new List<Column>();
        foreach (var name in chosen)
        {
            if (name != "deleted_at" && fields.TryGetColumn(name, out var column))
            {
                columns.Add(column);
                continue;
            }

            var near = Spelling.Nearest(name, fields.Columns.Select(known => known.Name));
            faults.Add(new ParameterFault("select", $"unknown column \"{name}\"{(near is null ? "" : $": did you mean \"{near}\"?")}"));
        }

        return columns;
    }
}
