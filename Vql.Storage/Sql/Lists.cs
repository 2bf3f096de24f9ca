using System.Globalization;
using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>
/// Writes the statements that list rows. For a page, the keys are selected first, and then its rows are read. Otherwise, all
/// columns would be sorted, and all rows would be joined with their companies.
/// </summary>
internal sealed class Lists(SqlStatement statement)
{
    // The number of rows that are scanned first in the order of the list. If they do not contain a full page, matches are rare
    // enough to be found by the index of the condition.
    private const int ScannedRows = 1_500;
    private const int MaxPage = 200;

    private readonly EntityFields _entity = statement.Entity;
    private readonly VqlQuery _query = statement.Query;
    private readonly Order _order = statement.Order;

    /// <summary>Returns the statement of a page: the columns of the row, those of a requested company, and the sort keys.</summary>
    /// <param name="offset">The number of rows to skip.</param>
    /// <param name="bound">The result of <see cref="LeastRelevance"/>. Null for none.</param>
    public string Rows(int offset, long? bound = null)
    {
        var populate = _query.Company.Populate && _entity.JoinsCompany;
        var columns = populate ? EntitySql.ReadColumnsWithCompany(_entity) : EntitySql.ReadColumns(_entity, EntitySql.Row);
        return $"with {(bound is { } least ? RelevantPage(offset, least) : Page(offset))} select {columns}, {_order.Names} " +
            $"from page join {_entity.Table} {EntitySql.Row} on {EntitySql.Row}.id = page_id" +
            $"{(populate ? $" {EntitySql.JoinCompany}" : "")} order by part, {_order.OrderByNames}";
    }

    /// <summary>Returns the statement of a list of UUIDs.</summary>
    /// <param name="offset">The number of rows to skip.</param>
    public string Uuids(int offset) =>
        $"select {EntitySql.Row}.uuid from {_order.From(EntitySql.From(_entity))} where {statement.Conditions.Write(_query.Where).Sql} " +
        $"order by {_order.OrderBy} offset {offset} limit {_query.EffectiveLimit}";

    /// <summary>Returns the statement of all rows after the cursor: columns of the row, and the sort keys.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="limit">The maximum number of rows. Null for all.</param>
    public string All(IEnumerable<Column> columns, long? limit)
    {
        var condition = statement.Conditions.Write(_query.Where).Sql;
        var after = _query.Cursor.Count > 0 ? $" and {_order.After(_query.Cursor, statement.Parameters)}" : "";
        var selected = columns.Select(column => EntitySql.ReadExpression(column, $"{EntitySql.Row}.{column.Name}"));
        var rows = _order.From(EntitySql.From(_entity));
        return $"select {string.Join(", ", selected)}, {_order.Keys} from {rows} where {condition}{after} " +
            $"order by {_order.OrderBy} limit {limit?.ToString(CultureInfo.InvariantCulture) ?? "all"}";
    }

    /// <summary>
    /// Returns the statement of a lower bound of the relevance of a page: that of its last row, if only the first rows by date are
    /// read. It has no row if these contain less than a page. Null if the order is not by relevance and date.
    /// </summary>
    /// <param name="offset">The number of rows to skip.</param>
    public string? LeastRelevance(int offset)
    {
        var needed = (long)_query.EffectiveLimit + offset;
        return needed > MaxPage || _order.LeadingScores is null
            ? null
            : $"with found as materialized ({RelevantScan(string.Create(CultureInfo.InvariantCulture, $"limit {needed}"))}) "
                + $"select min(key_0) from found having count(*) >= {needed}";
    }

    // A common word matches too many rows to compute the relevance of all of them. The first rows by date have a bound, and only rows
    // that can exceed it are read in addition. After a cursor, rows before it by date can also have the bound itself.
    private string RelevantPage(int offset, long bound)
    {
        var span = $"limit {_query.EffectiveLimit} offset {offset}";
        var all = string.Create(CultureInfo.InvariantCulture, $"limit {(long)_query.EffectiveLimit + offset}");
        var first = $"first as materialized ({RelevantScan(all)})";
        var after = _query.Cursor.Count == 0 ? (long?)null : long.Parse(_query.Cursor[0]!, CultureInfo.InvariantCulture);
        var better = after == bound ? null : RelevanceBound.Above(_order.LeadingScores!, after is null ? bound : bound - 1);
        if (better is null)
        {
            return $"{first}, page as materialized (select * from first order by {_order.OrderByNames} {span})";
        }

        var condition = statement.Conditions.Write(_query.Where with { AllOf = [.. _query.Where.AllOf, better] });
        var rows = _order.From(EntitySql.From(_entity, condition.JoinsCompany || _order.JoinsCompany));
        var second = Part(rows, condition, _order.Parts(_query.Cursor, statement.Parameters)[0], all);
        return $"{first}, second as materialized ({second}), page as materialized ("
            + $"select * from (select * from first union select * from second) as found order by {_order.OrderByNames} {span})";
    }

    private string RelevantScan(string span)
    {
        var rest = _order.Rest;
        var byRow = statement.Conditions.ByRow.Write(_query.Where);
        var part = rest.Parts([.. _query.Cursor.Skip(1)], statement.Parameters)[0];
        var rows = _order.From(ScannedRowsSql(rest, part, byRow.JoinsCompany || _order.JoinsCompany));
        return Part(rows, byRow, _order.Parts(_query.Cursor, statement.Parameters)[0], span);
    }

    private string Page(int offset)
    {
        var limit = _query.EffectiveLimit;
        var span = $"limit {limit} offset {offset}";
        var needed = (long)limit + offset;
        var all = string.Create(CultureInfo.InvariantCulture, $"limit {needed}");
        var parts = _order.Parts(_query.Cursor, statement.Parameters);

        // Without an index for the order, the ranges would be compared for all rows.
        var where = _order.IsByDate ? ExcludedValues.WithRanges(_entity, _query.Where) : _query.Where;
        var condition = statement.Conditions.Write(where);
        var rows = _order.From(EntitySql.From(_entity, condition.JoinsCompany || _order.JoinsCompany));
        if (parts.Count > 1 || parts[0].Ties is not null)
        {
            return Merged(needed, span, parts, [.. parts.Select(part => Part(rows, condition, part, all))]);
        }

        if (needed > MaxPage
            || !_order.IsByDate
            || _order.JoinsCompany
            || _order.IsScored
            || !_query.Where.FieldNames().Any(IsHardToEstimate))
        {
            return $"page as materialized ({Part(rows, condition, parts[0], span)})";
        }

        // The planner often misestimates the number of rows with a word, and may then scan the whole table.
        var byRow = statement.Conditions.ByRow.Write(_query.Where);
        var scanned = ScannedRowsSql(_order, parts[0], byRow.JoinsCompany);
        var found = Part(rows, condition, parts[0] with { OrderBy = _order.OrderByWithoutIndex }, all);
        return $"first as materialized ({Part(scanned, byRow, parts[0], all)}), " +
            $"page as materialized ({Completed(needed, "first", found)} order by {_order.OrderByNames} {span})";
    }

    // A part is read only if the rows that precede it are less than a page.
    private string Merged(long needed, string span, IReadOnlyList<OrderPart> parts, IReadOnlyList<string> selects)
    {
        var found = new StringBuilder();
        var earlier = "";
        foreach (var (index, part) in parts.Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"part_{index}");
            var select = selects[index];
            if (part.Ties is { } ties && needed <= MaxPage)
            {
                found.Append(CultureInfo.InvariantCulture, $"{name}_ties as materialized ({Tied(part, ties, needed)}), ");
                select = Completed(needed, $"{name}_ties", select);
            }

            if (index > 0)
            {
                select = IfIncomplete(needed, $"({earlier}) as earlier where {part.Precedes}", select);
            }

            found.Append(CultureInfo.InvariantCulture, $"{name} as materialized ({select}), ");
            earlier += $"{(index == 0 ? "" : " union all ")}select * from {name}";
        }

        return $"{found}page as materialized ({earlier} order by part, {_order.OrderByNames} {span})";
    }

    // Many rows can share the first value, such as a country. They would all be read and sorted by their UUIDs.
    private string Tied(OrderPart part, Ties ties, long needed)
    {
        var byRow = statement.Conditions.ByRow.Write(_query.Where);
        var rows = ScannedRowsSql(_order.Rest, ties.Rest, byRow.JoinsCompany || _order.JoinsCompany);
        var tied = part with { Condition = $"{part.Condition} and {ties.Condition}" };
        return Part(rows, byRow, tied, string.Create(CultureInfo.InvariantCulture, $"limit {needed}"));
    }

    private string ScannedRowsSql(Order order, OrderPart part, bool joinsCompany)
    {
        var ranges = _query.Where.RangeQuery.Must.Where(match => match.Field == order.FirstField);
        var bounds = statement.Conditions.Write(VqlWhere.Everything with { RangeQuery = new Clauses<RangeMatch>([.. ranges], []) });
        return $"(select * from {_entity.Table} {EntitySql.Row} where {bounds.Sql} and {part.Condition} " +
            $"order by {order.OrderBy} limit {ScannedRows}) {EntitySql.Row}{(joinsCompany ? $" {EntitySql.JoinCompanyByRow}" : "")}";
    }

    private string Part(string from, Conditions.Condition condition, OrderPart part, string span) =>
        $"select {EntitySql.Row}.id as page_id, {part.Number} as part, {_order.NamedKeys} from {from} " +
        $"where {condition.Sql} and {part.Condition} order by {part.OrderBy} {span}";

    // The rows of a first attempt if they are a page, or else those of a list.
    private static string Completed(long needed, string first, string list) =>
        $"select * from {first} where (select count(*) from {first}) >= {needed} union all {IfIncomplete(needed, first, list)}";

    // The condition is outside of the subquery. Within it, PostgreSQL would start parallel workers before it evaluates the
    // condition.
    private static string IfIncomplete(long needed, string preceding, string part) =>
        $"select * from ({part}) as more where (select count(*) from {preceding}) < {needed}";

    private bool IsHardToEstimate(string name) => _entity[name] is { Kind: FieldKind.Text } or { Column.IsCaseInsensitive: true };
}
