using System.Text;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>Reads a query in VQL from a body: a request, or all that is wrong with it, by JSON path.</summary>
internal static class QueryBody
{
    /// <summary>The members of a body. What else VQL knows is not for this API's answers, which have one shape.</summary>
    public static IReadOnlyList<string> Members { get; } = ["where", "order_by", "page", "cursor", "limit", "total", "version"];

    private const string CursorParameter = "cursor";
    private const string CursorPath = "$.cursor";
    private const string PageMember = "page";
    private const string PagePath = $"$.{PageMember}";

    private const string LimitParameter = "limit";

    private static readonly VqlRules Rules = new(ListRequest.MaxLimit, IsStrict: true) { Members = Members, MaxPage = ListRequest.MaxOffset + 1 };

    // What is kept begins at its start.
    private static readonly VqlRules KeptRules = Rules with { Members = [.. Members.Where(member => member is not (CursorParameter or PageMember))] };

    private static readonly string[] KeptParameters = [LimitParameter, CursorParameter, .. FreshnessRequirement.Parameters];

    /// <summary>The parameters of the address: links to other pages carry the place there.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [CursorParameter, PageReader.Offset, .. FreshnessRequirement.Parameters];

    /// <summary>Reads a request; null when faults were added.</summary>
    public static ListRequest? Read(Entity entity, ReadOnlyMemory<byte> body, IQueryCollection parameters, List<ParameterFault> faults)
    {
        RefuseUnknown(parameters, Parameters, faults);
        return Read(FieldCatalogue.For(entity), VqlReader.Read(body, FieldCatalogue.For(entity), Rules), parameters, faults);
    }

    /// <summary>Reads a request for what a kept query finds; its page is chosen by parameters. Null when faults were added.</summary>
    public static ListRequest? ReadKept(Entity entity, string query, IQueryCollection parameters, List<ParameterFault> faults)
    {
        RefuseUnknown(parameters, KeptParameters, faults);
        var limit = PageReader.ReadLimit(parameters, LimitParameter, faults);
        var request = Read(FieldCatalogue.For(entity), VqlReader.Read(Encoding.UTF8.GetBytes(query), FieldCatalogue.For(entity), KeptRules), parameters, faults);
        return request is not null && limit is { } length ? request with { Limit = length } : request;
    }

    /// <summary>What is wrong with a query that is to be kept; nothing for one that can be run.</summary>
    public static IEnumerable<ParameterFault> FaultsToKeep(Entity entity, ReadOnlyMemory<byte> query) =>
        FaultsOf(VqlReader.Read(query, FieldCatalogue.For(entity), KeptRules));

    private static IEnumerable<ParameterFault> FaultsOf(VqlReading reading) => reading.Faults.Select(fault => new ParameterFault(fault.Path, fault.Message));

    private static void RefuseUnknown(IQueryCollection parameters, IReadOnlyList<string> known, List<ParameterFault> faults) =>
        faults.AddRange(parameters.Keys.Where(name => !known.Contains(name))
            .Select(name => new ParameterFault(name, "is no parameter here: what a query asks for stands in its body")));

    private static ListRequest? Read(EntityFields fields, VqlReading reading, IQueryCollection parameters, List<ParameterFault> faults)
    {
        faults.AddRange(FaultsOf(reading));
        if (reading.Query is not { } query)
        {
            return null;
        }

        var order = VqlOrder.Total(query.OrderBy);
        var ordering = query.OrderBy.Count == 0 ? null : RequestReader.SpellOrder(query.OrderBy);
        var limit = query.Limit == 0 ? ListRequest.DefaultLimit : query.Limit;
        var (cursor, offset) = ReadPlace(fields, query, reading.Place, limit, parameters, order, faults);
        return faults.Count > 0
            ? null
            : new ListRequest(fields, query.Where, order, ordering, limit, cursor) { Offset = offset, Total = query.Total };
    }

    // The address comes before the body: links carry the place there, and the same body goes with all of them.
    private static (PageCursor? Cursor, int? Offset) ReadPlace(
        EntityFields fields, VqlQuery query, string? place, int limit, IQueryCollection parameters, IReadOnlyList<VqlOrder> order, List<ParameterFault> faults)
    {
        var linked = RequestReader.Last(parameters, CursorParameter);
        var offset = RequestReader.ReadNumber(parameters, PageReader.Offset, 0, faults);
        if (linked is not null || offset is not null)
        {
            if (linked is not null && offset is not null)
            {
                faults.Add(new ParameterFault(CursorParameter, "names a place, and so does offset: send one of them"));
            }

            return offset is { } rows
                ? (null, PageReader.CheckOffset(rows, PageReader.Offset, faults))
                : (RequestReader.ReadCursor(fields, linked, CursorParameter, query.Where, order, faults), null);
        }

        if (query.Page == 0)
        {
            return (ReadCursor(fields, query, place, order, faults), null);
        }

        if (place is not null || query.Cursor.Count > 0)
        {
            faults.Add(new ParameterFault(CursorPath, "names a place, and so does page: send one of them"));
        }

        return (null, PageReader.OffsetOf(query.Page, limit, PagePath, faults));
    }

    // A place is a text, as links have it, or VQL's own list of the last row's values.
    private static PageCursor? ReadCursor(EntityFields fields, VqlQuery query, string? place, IReadOnlyList<VqlOrder> order, List<ParameterFault> faults)
    {
        if (query.Cursor.Count == 0)
        {
            return RequestReader.ReadCursor(fields, place, CursorPath, query.Where, order, faults);
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
