using System.Text;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>Reads a list request from a VQL body, or its errors by JSON path.</summary>
internal static class QueryBody
{
    /// <summary>The accepted members. Responses of this API have one shape, so the other members of VQL are rejected.</summary>
    public static IReadOnlyList<string> Members { get; } = ["where", "order_by", "page", "cursor", "limit", "total", "version"];

    private const string CursorParameter = "cursor";
    private const string CursorPath = "$.cursor";
    private const string PageMember = "page";
    private const string PagePath = $"$.{PageMember}";

    private const string LimitParameter = "limit";

    private static readonly VqlRules Rules = new(ListRequest.MaxLimit, IsStrict: true)
    {
        Members = Members,
        MaxPage = ListRequest.MaxOffset + 1,
    };

    /// <summary>The members of a saved query, which has no position in the list.</summary>
    public static IReadOnlyList<string> SavedMembers { get; } =
        [.. Members.Where(member => member is not (CursorParameter or PageMember))];

    private static readonly VqlRules SavedRules = Rules with { Members = SavedMembers };

    /// <summary>The query parameters of a run of a saved search.</summary>
    public static IReadOnlyList<string> SavedParameters { get; } =
        [LimitParameter, CursorParameter, RequestReader.Explain, .. FreshnessRequirement.Parameters];

    /// <summary>The query parameters. Links to other pages contain the position there.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [CursorParameter, PageReader.Offset, .. FreshnessRequirement.Parameters];

    /// <summary>Reads a request; null if errors were added.</summary>
    public static ListRequest? Read(Entity entity, ReadOnlyMemory<byte> body, IQueryCollection parameters, List<ParameterFault> faults)
    {
        RejectUnknown(parameters, Parameters, faults);
        return Read(FieldCatalogue.For(entity), VqlReader.Read(body, FieldCatalogue.For(entity), Rules), parameters, faults);
    }

    /// <summary>Reads a request that runs a saved query with the page in the parameters; null if errors were added.</summary>
    public static ListRequest? ReadSaved(Entity entity, string query, IQueryCollection parameters, List<ParameterFault> faults)
    {
        RejectUnknown(parameters, SavedParameters, faults);
        var limit = PageReader.ReadLimit(parameters, LimitParameter, faults);
        var explain = RequestReader.ReadExplain(parameters, faults);
        var fields = FieldCatalogue.For(entity);
        var request = Read(fields, VqlReader.Read(Encoding.UTF8.GetBytes(query), fields, SavedRules), parameters, faults);
        return request is null || faults.Count > 0 ? null : request with { Limit = limit ?? request.Limit, Explain = explain };
    }

    /// <summary>Returns the errors of a query to save.</summary>
    public static IEnumerable<ParameterFault> FaultsOfSaved(Entity entity, ReadOnlyMemory<byte> query) =>
        FaultsOf(VqlReader.Read(query, FieldCatalogue.For(entity), SavedRules));

    private static IEnumerable<ParameterFault> FaultsOf(VqlReadResult reading) =>
        reading.Faults.Select(fault => new ParameterFault(fault.Path, fault.Message));

    /// <summary>Adds errors for parameters that a route with a body does not have.</summary>
    public static void RejectUnknown(IQueryCollection parameters, IReadOnlyList<string> known, List<ParameterFault> faults) =>
        faults.AddRange(parameters.Keys.Where(name => !known.Contains(name))
            .Select(name => new ParameterFault(
                name,
                Suggestion.Nearest(name, known) is { } near ? $"is not a parameter of this route: did you mean \"{near}\"?"
                    : "is not a parameter of this route: specify the query in the body")));

    private static ListRequest? Read(EntityFields fields, VqlReadResult reading, IQueryCollection parameters, List<ParameterFault> faults)
    {
        faults.AddRange(FaultsOf(reading));
        if (reading.Query is not { } query)
        {
            return null;
        }

        var order = VqlOrder.Total(query.OrderBy);
        var ordering = query.OrderBy.Count == 0 ? null : RequestReader.FormatOrder(query.OrderBy);
        var limit = query.Limit == 0 ? ListRequest.DefaultLimit : query.Limit;
        var (cursor, offset) = ReadPosition(fields, query, reading.OpaqueCursor, limit, parameters, order, faults);
        return faults.Count > 0
            ? null
            : new ListRequest(fields, query.Where, order, ordering, limit, cursor) { Offset = offset, Total = query.Total };
    }

    // The URL takes precedence over the body: links contain the position, and clients send the same body to each.
    private static (PageCursor? Cursor, int? Offset) ReadPosition(
        EntityFields fields, VqlQuery query, string? textCursor, int limit, IQueryCollection parameters, IReadOnlyList<VqlOrder> order,
        List<ParameterFault> faults)
    {
        var linked = RequestReader.Last(parameters, CursorParameter);
        var offset = RequestReader.ReadNumber(parameters, PageReader.Offset, 0, faults);
        if (linked is not null || offset is not null)
        {
            if (linked is not null && offset is not null)
            {
                faults.Add(new ParameterFault(CursorParameter, "cannot be combined with offset"));
            }

            return offset is { } rows
                ? (null, PageReader.CheckOffset(rows, PageReader.Offset, faults))
                : (RequestReader.ReadCursor(fields, linked, CursorParameter, query.Where, order, faults), null);
        }

        if (query.Page == 0)
        {
            return (ReadCursor(fields, query, textCursor, order, faults), null);
        }

        if (textCursor is not null || query.Cursor.Count > 0)
        {
            faults.Add(new ParameterFault(CursorPath, "cannot be combined with page"));
        }

        return (null, PageReader.OffsetOf(query.Page, limit, PagePath, faults));
    }

    // A cursor is a string, as in links, or an array of the values of the last row, as in VQL.
    private static PageCursor? ReadCursor(
        EntityFields fields, VqlQuery query, string? textCursor, IReadOnlyList<VqlOrder> order, List<ParameterFault> faults)
    {
        if (query.Cursor.Count == 0)
        {
            return RequestReader.ReadCursor(fields, textCursor, CursorPath, query.Where, order, faults);
        }

        var cursor = new PageCursor(false, query.Cursor, PageCursor.FingerprintOf(query.Where, order));
        if (cursor.Matches(fields, order))
        {
            return cursor;
        }

        faults.Add(new ParameterFault(
            CursorPath, "does not match the order: send one value for each member of order_by, and the uuid at the end"));
        return null;
    }
}
