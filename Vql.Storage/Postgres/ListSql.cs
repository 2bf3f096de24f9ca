using System.Globalization;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>
/// Writes the statements that list rows. They first select the keys of a page and then read the rows of the page. Otherwise, all
/// columns would be sorted, and all rows would be joined with their companies.
/// </summary>
internal sealed class ListSql(EntityFields entity, VqlQuery query, KeysetOrder order, SqlCompiler compiler, Parameters parameters)
{
    // The number of rows that are scanned first in the order of the list. If they do not contain a full page, matches are rare
    // enough to be found by the index of the condition.
    private const int ScannedRows = 1_500;
    private const int MaxPage = 200;

    /// <summary>Returns the statement of a list: the columns of the row, optionally of its company, and the sort keys.</summary>
    /// <param name="offset">The number of rows to skip.</param>
    /// <param name="populate">Whether to read the columns of the company.</param>
    public string Statement(int offset, bool populate)
    {
        var columns = populate
            ? $"{RowReader.Columns(entity, EntitySql.Row)}, {RowReader.Columns(FieldCatalogue.Companies, EntitySql.Company)}"
            : RowReader.Columns(entity, EntitySql.Row);
        return $"with {Page(offset)} select {columns}, {order.Names} " +
            $"from page join {entity.Table} {EntitySql.Row} on {EntitySql.Row}.id = page_id" +
            $"{(populate ? $" {EntitySql.JoinCompany}" : "")} order by part, {order.OrderByNames}";
    }

    private string Page(int offset)
    {
        var limit = query.EffectiveLimit;
        var span = $"limit {limit} offset {offset}";
        var needed = (long)limit + offset;
        var all = string.Create(CultureInfo.InvariantCulture, $"limit {needed}");
        var parts = order.Parts(query.Cursor, parameters);
        var condition = compiler.Compile(query.Where);
        var rows = EntitySql.From(entity, condition.JoinsCompany || order.Fields.Any(name => entity[name].OfCompany));
        if (parts.Count > 1)
        {
            // The second part is read only if the first part contains less than a page.
            return $"first as materialized ({Part(0, rows, condition, parts[0], all)}), " +
                $"second as materialized ({IfIncomplete(needed, Part(1, rows, condition, parts[1], all))}), " +
                "page as materialized (select * from first union all select * from second " +
                $"order by part, {order.OrderByNames} {span})";
        }

        if (needed > MaxPage
            || !order.IsByDate
            || order.Fields.Any(name => entity[name].OfCompany)
            || !query.Where.FieldNames().Any(IsHardToEstimate))
        {
            return $"page as materialized ({Part(0, rows, condition, parts[0], span)})";
        }

        // The planner often misestimates the number of rows with a word, and may then scan the whole table.
        var byRow = compiler.ByRow.Compile(query.Where);
        var scanned = byRow.JoinsCompany ? $"{ScannedRowsSql(parts[0])} {EntitySql.JoinCompanyByRow}" : ScannedRowsSql(parts[0]);
        var found = Part(0, rows, condition, parts[0] with { OrderBy = order.OrderByWithoutIndex }, all);
        return $"first as materialized ({Part(0, scanned, byRow, parts[0], all)}), " +
            $"second as materialized ({IfIncomplete(needed, found)}), " +
            $"page as materialized (select * from first where (select count(*) from first) >= {needed} " +
            $"union all select * from second order by {order.OrderByNames} {span})";
    }

    private string ScannedRowsSql(OrderPart part)
    {
        var ranges = query.Where.RangeQuery.Must.Where(match => match.Field == order.Fields.First());
        var bounds = compiler.Compile(VqlWhere.Everything with { RangeQuery = new Clauses<RangeMatch>([.. ranges], []) });
        return $"(select * from {entity.Table} {EntitySql.Row} where {bounds.Sql} and {part.Condition} " +
            $"order by {order.OrderBy} limit {ScannedRows}) {EntitySql.Row}";
    }

    private string Part(int number, string from, SqlCompiler.Condition condition, OrderPart part, string span) =>
        $"select {EntitySql.Row}.id as page_id, {number} as part, {order.NamedKeys} from {from} " +
        $"where {condition.Sql} and {part.Condition} order by {part.OrderBy} {span}";

    // The condition is outside of the subquery. Within it, PostgreSQL would start parallel workers before it evaluates the
    // condition.
    private static string IfIncomplete(long needed, string part) =>
        $"select * from ({part}) as more where (select count(*) from first) < {needed}";

    private bool IsHardToEstimate(string name) => entity[name] is { Kind: FieldKind.Text } or { Column.IsCaseInsensitive: true };
}
