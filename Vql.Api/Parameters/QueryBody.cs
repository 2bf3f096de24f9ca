using Vql.Api.Consistency;
using Vql.Api.Paging;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Parameters;

/// <summary>Reads a query in VQL from a body: a request, or all that is wrong with it, by JSON path.</summary>
internal static class QueryBody
{
    /// <summary>The members of a body. What else VQL knows is not for this API's answers, which have one shape.</summary>
    public static IReadOnlyList<string> Members { get; } = ["where", "order_by", "cursor", "limit", "version"];

    private const string CursorParameter = "cursor";
    private const string CursorPath = "$.cursor";
    private const string PagePath = "$.page";

    private static readonly VqlRules Rules = new(ListRequest.MaxLimit, IsStrict: true) { Members = Members };

    /// <summary>The parameters of the address: links to other pages carry the cursor there.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [CursorParameter, .. Freshness.Parameters];

    /// <summary>Reads a request; null when faults were added.</summary>
    public static ListRequest? Read(Entity entity, ReadOnlyMemory<byte> body, IQueryCollection parameters, List<ParameterFault> faults)
    {
        foreach (var name in parameters.Keys.Where(name => !Parameters.Contains(name)))
        {
            faults.Add(new ParameterFault(name, "is no parameter here: what a query asks for stands in its body"));
        }

        var fields = FieldCatalogue.For(entity);
        var reading = VqlReader.Read(body, fields, Rules);
        faults.AddRange(reading.Faults.Select(fault => new ParameterFault(
            fault.Path, fault.Path == PagePath ? "is no member here: go on by cursor, as next has it" : fault.Message)));
        if (reading.Query is not { } query)
        {
            return null;
        }

        var order = VqlOrder.Total(query.OrderBy);
        var ordering = query.OrderBy.Count == 0 ? null : string.Join(',', query.OrderBy.Select(member => (member.Descending ? "-" : "") + member.Field));
        var cursor = ReadCursor(fields, query, reading.Place, RequestReader.Last(parameters, CursorParameter), order, faults);
        return faults.Count > 0
            ? null
            : new ListRequest(fields, query.Where, order, ordering, query.Limit == 0 ? ListRequest.DefaultLimit : query.Limit, cursor);
    }

    // A place is a text, as links have it, in the body or in the address; or VQL's own list of the last row's values.
    private static PageCursor? ReadCursor(
        EntityFields fields, VqlQuery query, string? place, string? linked, IReadOnlyList<VqlOrder> order, List<ParameterFault> faults)
    {
        var isInBody = place is not null || query.Cursor.Count > 0;
        if (linked is not null && isInBody)
        {
            faults.Add(new ParameterFault(CursorPath, "is in the address, too: send one of them"));
            return null;
        }

        if (query.Cursor.Count == 0)
        {
            return RequestReader.ReadCursor(fields, place ?? linked, isInBody ? CursorPath : CursorParameter, query.Where, order, faults);
        }

        var cursor = new PageCursor(false, query.Cursor, PageCursor.FingerprintOf(query.Where, order));
        if (cursor.Fits(fields, order))
        {
            return cursor;
        }

        faults.Add(new ParameterFault(CursorPath, "is no place in this order: send one value for each member of order_by, and the uuid at the end"));
        return null;
    }
}
