using System.Globalization;
using Microsoft.Extensions.Primitives;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>Reads the parameters of a list or count, or their errors.</summary>
internal static class RequestReader
{
    /// <summary>The parameter with the cursor of a page.</summary>
    public const string Cursor = "cursor";

    /// <summary>The parameter with the order of a list.</summary>
    public const string Ordering = "ordering";

    /// <summary>The parameter that requests the query of a list.</summary>
    public const string Explain = "explain";

    private const string Search = "search";
    private const string Total = "total";
    private const string Ascending = "asc";
    private const string Descending = "desc";

    // Accepted without effect, because rows are always distinct.
    private const string Distinct = "distinct";

    private static readonly string[] PageControls = [.. PageReader.Parameters, Total, Explain, Distinct];

    /// <summary>Reads the request of a page; null if errors were added.</summary>
    /// <param name="filters">The filters of the entity.</param>
    /// <param name="query">The parameters.</param>
    /// <param name="faults">Receives the errors.</param>
    /// <param name="within">A condition on all rows in addition to the filters; null for none.</param>
    /// <param name="maxWholeValues">The maximum number of values of a filter that matches whole values.</param>
    public static ListRequest? Read(
        EntityFilters filters, IQueryCollection query, List<ParameterFault> faults, VqlWhere? within = null,
        int maxWholeValues = FilterConverter.MaxValues)
    {
        query = OffsetCursor.Replace(query);
        var entity = filters.Fields.Entity;
        var list = ReadFilteredList(
            filters, query, ControlsOf(entity), faults, within, maxWholeValues, defaultOfSearch: Field.RelevanceName);
        var (limit, offset) = PageReader.Read(query, faults);
        var total = Last(query, Total) is { } text && FlagText.Read(Total, text, faults);
        var explain = ReadExplain(query, faults);
        var shape = ItemShape.Read(entity, query, faults);
        return list is not null && faults.Count == 0
            ? list with
            {
                Limit = limit,
                Offset = offset,
                Total = total,
                Explain = explain,
                Shape = shape,
                Filters = new FilterValues(filters, query, within, maxWholeValues),
            }
            : null;
    }

    /// <summary>Returns the parameters of pages that are not filters.</summary>
    public static IReadOnlyList<string> ControlsOf(Entity entity) =>
        [Cursor, Ordering, .. PageControls, .. ItemShape.ParametersOf(entity)];

    /// <summary>Reads filters, order and cursor; null if errors were added.</summary>
    /// <param name="filters">The filters of the entity.</param>
    /// <param name="query">The parameters.</param>
    /// <param name="others">The names of parameters that the caller reads.</param>
    /// <param name="faults">Receives the errors.</param>
    /// <param name="within">A condition on all rows in addition to the filters; null for none.</param>
    /// <param name="maxWholeValues">The maximum number of values of a filter that matches whole values.</param>
    /// <param name="defaultOfSearch">The default order of a list with the filter search; null for that of other lists.</param>
    public static ListRequest? ReadFilteredList(
        EntityFilters filters, IQueryCollection query, IReadOnlyList<string> others, List<ParameterFault> faults, VqlWhere? within = null,
        int maxWholeValues = FilterConverter.MaxValues, string? defaultOfSearch = null)
    {
        var scores = new List<FilterScore>();
        var where = ReadFilters(
            filters, query, [Cursor, Ordering, .. FreshnessRequirement.Parameters, .. others], faults, within, maxWholeValues, scores);
        var ordering = Last(query, Ordering) ?? (Last(query, Search) is null ? null : defaultOfSearch);
        var order = ReadOrder(filters.Fields.Entity, ordering, FilterScore.ScoresOf(scores), faults);
        var cursor = ReadCursor(filters.Fields, Last(query, Cursor), Cursor, where, order, faults);
        return faults.Count == 0
            ? new ListRequest(filters.Fields, where, order, ordering, ListRequest.DefaultLimit, cursor) { Scores = scores }
            : null;
    }

    /// <summary>Reads the filters of a request with other parameters.</summary>
    public static VqlWhere ReadFilters(
        EntityFilters filters, IQueryCollection query, IReadOnlyList<string> others, List<ParameterFault> faults, VqlWhere? within = null,
        int maxWholeValues = FilterConverter.MaxValues, List<FilterScore>? scores = null)
    {
        RejectUnknown(filters, query, others, faults);
        return FilterConverter.Convert(
            filters,
            query.Where(parameter => !others.Contains(parameter.Key))
                .Select(parameter => KeyValuePair.Create(parameter.Key, Values(parameter.Value))),
            faults, within, maxWholeValues, scores);
    }

    /// <summary>Reads whether the query of a list is requested.</summary>
    public static bool ReadExplain(IQueryCollection query, List<ParameterFault> faults) =>
        Last(query, Explain) is { } flag && FlagText.Read(Explain, flag, faults);

    /// <summary>Reads an integer; null if absent, and null with an error if invalid.</summary>
    public static int? ReadNumber(IQueryCollection query, string name, int minimum, List<ParameterFault> faults)
    {
        if (Last(query, name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum)
        {
            return number;
        }

        faults.Add(new ParameterFault(name, $"must be a whole number of at least {minimum}, not \"{text}\""));
        return null;
    }

    /// <summary>Returns an order in the format of <c>ordering</c>.</summary>
    public static string FormatOrder(IReadOnlyList<VqlOrder> order) =>
        string.Join(',', order.Select(member => (member.Descending ? "-" : "") + member.Field));

    /// <summary>Returns the names in a comma-separated or repeated parameter.</summary>
    public static IEnumerable<string> ReadNames(IQueryCollection query, string name) => query[name].OfType<string>()
        .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static IReadOnlyList<string> Values(StringValues values) => [.. values.OfType<string>()];

    /// <summary>Returns the last value of a parameter; null if absent or empty.</summary>
    public static string? Last(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values.Count > 0 && values[^1] is { Length: > 0 } value ? value : null;

    private static void RejectUnknown(
        EntityFilters filters, IQueryCollection query, IReadOnlyList<string> others, List<ParameterFault> faults)
    {
        foreach (var name in query.Keys.Where(name => filters.Find(name) is null && !others.Contains(name)))
        {
            if (filters.RemovedParameters.TryGetValue(name, out var why))
            {
                faults.Add(new ParameterFault(name, why));
                continue;
            }

            faults.Add(new ParameterFault(
                name, $"is not a parameter of this list{Suggestion.Of(name, filters.Names.Concat(others))}"));
        }
    }

    private static IReadOnlyList<VqlOrder> ReadOrder(
        Entity entity, string? ordering, IReadOnlyList<VqlScore> scores, List<ParameterFault> faults)
    {
        var keys = OrderTable.For(entity);
        var order = new List<VqlOrder>();
        foreach (var part in (ordering ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, descending) = part.Split(':', 2) switch
            {
                [['-', .. var name]] => (name, true),
                [var name] => (name, false),
                [var name, Ascending or Descending] when name is not ['-', ..] =>
                    (name, part.EndsWith(Descending, StringComparison.Ordinal)),
                _ => (part, false),
            };
            if (key == Field.RelevanceName)
            {
                AddRelevance(order, part, scores, faults);
                continue;
            }

            if (keys.TryGetValue(key, out var field))
            {
                order.Add(new VqlOrder(field, descending));
                continue;
            }

            key = part.Split(':')[0].Trim('-', ' ');
            faults.Add(new ParameterFault(Ordering, keys.ContainsKey(key)
                ? $"\"{part}\" is not a sort key with a direction: use {key} or {key}:{Ascending} for ascending order, and -{key} or "
                    + $"{key}:{Descending} for descending order"
                : $"unknown key \"{key}\"{Suggestion.Of(key, keys.Keys)}"));
        }

        return VqlOrder.Total(order is [.., { IsRelevance: true }] ? [.. order, .. VqlOrder.Default] : order);
    }

    // The most relevant rows are first, then the newest ones. Without scores, all rows are equally relevant.
    private static void AddRelevance(List<VqlOrder> order, string part, IReadOnlyList<VqlScore> scores, List<ParameterFault> faults)
    {
        if (part.EndsWith($":{Ascending}", StringComparison.Ordinal))
        {
            faults.Add(new ParameterFault(Ordering, $"\"{part}\" is not supported: {Field.RelevanceName} sorts the best rows first"));
        }

        if (VqlScore.FaultOf(scores) is { } fault)
        {
            faults.Add(new ParameterFault(Ordering, $"{fault}: send fewer filters, or ordering=-created_at"));
        }

        if (scores.Count > 0 && !order.Exists(member => member.IsRelevance))
        {
            order.Add(new VqlOrder(Field.RelevanceName, Descending: true) { Scores = scores });
        }
    }

    /// <summary>Reads a cursor in the format of links; null if absent.</summary>
    /// <param name="fields">The entity.</param>
    /// <param name="text">The cursor.</param>
    /// <param name="name">The name in errors.</param>
    /// <param name="where">The filters of the list.</param>
    /// <param name="order">The total order of the list.</param>
    /// <param name="faults">Receives the errors.</param>
    public static PageCursor? ReadCursor(
        EntityFields fields, string? text, string name, VqlWhere where, IReadOnlyList<VqlOrder> order, List<ParameterFault> faults)
    {
        if (text is null)
        {
            return null;
        }

        var cursor = PageCursor.Read(text);
        if (cursor is null || !cursor.Matches(fields, order))
        {
            faults.Add(new ParameterFault(
                name, "is not a cursor of this list: use the unmodified cursor of next or previous with the same ordering"));
        }
        else if (cursor.Filters != PageCursor.FingerprintOf(where, order))
        {
            faults.Add(new ParameterFault(
                name, "belongs to a list with other filters, another order or other synonyms: start again without a cursor"));
        }

        return cursor;
    }
}
