using System.Globalization;
using Microsoft.Extensions.Primitives;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>Reads the query string of a list or count: a request, or all that is wrong with it.</summary>
internal static class RequestReader
{
    /// <summary>The place that a page begins at.</summary>
    public const string Cursor = "cursor";

    private const string Ordering = "ordering";
    private const string Total = "total";

    // Rows are always distinct: the parameter says what is so anyway.
    private const string Distinct = "distinct";

    private static readonly string[] PageControls = [.. PageReader.Parameters, Total, Distinct];

    /// <summary>Reads the request of a page; null when faults were added.</summary>
    /// <param name="entity">What is listed.</param>
    /// <param name="query">The parameters.</param>
    /// <param name="faults">Where everything wrong is put.</param>
    /// <param name="within">What holds of every row, whatever the parameters say; null for nothing.</param>
    public static ListRequest? Read(Entity entity, IQueryCollection query, List<ParameterFault> faults, VqlWhere? within = null)
    {
        var walk = ReadWalk(entity, query, [.. PageControls, .. ItemShape.ParametersOf(entity)], faults, within);
        var (limit, offset) = PageReader.Read(query, faults);
        var total = Last(query, Total) is { } text && FlagText.Read(Total, text, faults);
        var shape = ItemShape.Read(entity, query, faults);
        return walk is not null && faults.Count == 0 ? walk with { Limit = limit, Offset = offset, Total = total, Shape = shape } : null;
    }

    /// <summary>Reads which rows are wanted, in which order and from where on; null when faults were added.</summary>
    /// <param name="entity">What is listed.</param>
    /// <param name="query">The parameters.</param>
    /// <param name="beside">Parameters that somebody else reads.</param>
    /// <param name="faults">Where everything wrong is put.</param>
    /// <param name="within">What holds of every row, whatever the parameters say; null for nothing.</param>
    public static ListRequest? ReadWalk(
        Entity entity, IQueryCollection query, IReadOnlyList<string> beside, List<ParameterFault> faults, VqlWhere? within = null)
    {
        var fields = FieldCatalogue.For(entity);
        var where = ReadFilters(entity, query, [Cursor, Ordering, .. FreshnessRequirement.Parameters, .. beside], faults, within);
        var ordering = Last(query, Ordering);
        var order = ReadOrder(entity, ordering, faults);
        var cursor = ReadCursor(fields, Last(query, Cursor), Cursor, where, order, faults);
        return faults.Count == 0 ? new ListRequest(fields, where, order, ordering, ListRequest.DefaultLimit, cursor) : null;
    }

    /// <summary>Reads the filters of a request that has other parameters beside them.</summary>
    public static VqlWhere ReadFilters(
        Entity entity, IQueryCollection query, IReadOnlyList<string> beside, List<ParameterFault> faults, VqlWhere? within = null)
    {
        var filters = FilterTable.For(entity);
        RefuseUnknown(filters, query, beside, faults);
        return FilterConverter.Convert(
            filters, query.Where(parameter => !beside.Contains(parameter.Key)).Select(parameter => KeyValuePair.Create(parameter.Key, Values(parameter.Value))),
            faults, within);
    }

    /// <summary>Reads a whole number; null, and a fault, for anything else.</summary>
    public static int? ReadNumber(IQueryCollection query, string name, int least, List<ParameterFault> faults)
    {
        if (Last(query, name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least)
        {
            return number;
        }

        faults.Add(new ParameterFault(name, $"\"{text}\" is not a whole number from {least}"));
        return null;
    }

    /// <summary>An order by fields as <c>ordering</c> spells one by keys.</summary>
    public static string SpellOrder(IReadOnlyList<VqlOrder> order) => string.Join(',', order.Select(member => (member.Descending ? "-" : "") + member.Field));

    private static IReadOnlyList<string> Values(StringValues values) => [.. values.OfType<string>()];

    /// <summary>A parameter's last value; null when there is none.</summary>
    public static string? Last(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values.Count > 0 && values[^1] is { Length: > 0 } value ? value : null;

    private static void RefuseUnknown(EntityFilters filters, IQueryCollection query, IReadOnlyList<string> beside, List<ParameterFault> faults)
    {
        foreach (var name in query.Keys.Where(name => filters.Find(name) is null && !beside.Contains(name)))
        {
            if (filters.Gone.TryGetValue(name, out var why))
            {
                faults.Add(new ParameterFault(name, why));
                continue;
            }

            var near = Spelling.Nearest(name, filters.Names.Concat(beside));
            faults.Add(new ParameterFault(name, near is null ? "is no parameter of this list" : $"is no parameter of this list: did you mean \"{near}\"?"));
        }
    }

    private static IReadOnlyList<VqlOrder> ReadOrder(Entity entity, string? ordering, List<ParameterFault> faults)
    {
        var keys = OrderTable.For(entity);
        var order = new List<VqlOrder>();
        foreach (var part in (ordering ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var direction = part.Split(':', 2);
            var descending = part[0] == '-' || (direction.Length == 2 && direction[1] == "desc");
            var key = direction[0].TrimStart('-');
            if (direction.Length == 2 && direction[1] is not ("asc" or "desc"))
            {
                faults.Add(new ParameterFault(Ordering, $"unknown direction \"{direction[1]}\": use asc or desc"));
            }
            else if (keys.TryGetValue(key, out var field))
            {
                order.Add(new VqlOrder(field, descending));
            }
            else
            {
                var near = Spelling.Nearest(key, keys.Keys);
                faults.Add(new ParameterFault(Ordering, $"unknown key \"{key}\"{(near is null ? "" : $": did you mean \"{near}\"?")}"));
            }
        }

        return VqlOrder.Total(order);
    }

    /// <summary>Reads a cursor as links have it; null where there is none.</summary>
    /// <param name="fields">What is listed.</param>
    /// <param name="text">The cursor.</param>
    /// <param name="name">What faults call it.</param>
    /// <param name="where">The filters of the list.</param>
    /// <param name="order">Its total order.</param>
    /// <param name="faults">Where everything wrong is put.</param>
    public static PageCursor? ReadCursor(
        EntityFields fields, string? text, string name, VqlWhere where, IReadOnlyList<VqlOrder> order, List<ParameterFault> faults)
    {
        if (text is null)
        {
            return null;
        }

        var cursor = PageCursor.Read(text);
        if (cursor is null || !cursor.Fits(fields, order))
        {
            faults.Add(new ParameterFault(name, "is not a cursor of this list: take it from next or previous as it is, with the same ordering"));
        }
        else if (cursor.Filters != PageCursor.FingerprintOf(where, order))
        {
            faults.Add(new ParameterFault(name, "belongs to a list with other filters or another ordering: start again without a cursor"));
        }

        return cursor;
    }
}
