using System.Globalization;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>
/// How rows are listed. First which rows, by what is compared, then those rows: else all that is read would be carried
/// through the sort, and every row joined with its company.
/// </summary>
internal sealed class ListSql(EntityFields entity, VqlQuery query, KeysetOrder order, SqlCompiler compiler, Parameters parameters)
{
    // So many of the first rows are looked at one by one. Where they hold a page, it is found in a moment; where they do not,
    // what is asked for is rare enough to be found by its index.
    private const int FirstRows = 1_500;
    private const int MaxPage = 200;

    /// <summary>The statement that lists what is found: the row's columns, its company's if asked for, and the keys.</summary>
    /// <param name="offset">How many rows to leave out first.</param>
    /// <param name="populate">Whether the company's columns are read.</param>
    public string Statement(int offset, bool populate)
    {
        var columns = populate
            ? $"{RowReader.Columns(entity, EntitySql.Row)}, {RowReader.Columns(FieldCatalogue.Companies, EntitySql.Company)}"
            : RowReader.Columns(entity, EntitySql.Row);
        return $"with {Page(offset)} select {columns}, {order.Names} from page join {entity.Table} {EntitySql.Row} on {EntitySql.Row}.id = page_id" +
            $"{(populate ? $" {EntitySql.JoinCompany}" : "")} order by part, {order.OrderByNames}";
    }

    private string Page(int offset)
    {
        var limit = query.EffectiveLimit;
        var span = $"limit {limit} offset {offset}";
        var most = (long)limit + offset;
        var all = string.Create(CultureInfo.InvariantCulture, $"limit {most}");
        var parts = order.Parts(query.Cursor, parameters);
        var condition = compiler.Compile(query.Where);
        var rows = EntitySql.From(entity, condition.JoinsCompany || order.Fields.Any(name => entity[name].OfCompany));
        if (parts.Count > 1)
        {
            // One behind the other, and the second only where the first is too short.
            return $"first as materialized ({Part(0, rows, condition, parts[0], all)}), " +
                $"second as materialized ({Unless(most, Part(1, rows, condition, parts[1], all))}), " +
                $"page as materialized (select * from first union all select * from second order by part, {order.OrderByNames} {span})";
        }

        if (most > MaxPage || !order.IsByDate || order.Fields.Any(name => entity[name].OfCompany) || !query.Where.FieldNames().Any(IsHardToEstimate))
        {
            return $"page as materialized ({Part(0, rows, condition, parts[0], span)})";
        }

        // The planner knows little of how many rows have some word, and where it is wrong it walks through all of them.
        var byRow = compiler.ByRow.Compile(query.Where);
        var nearest = byRow.JoinsCompany ? $"{Nearest(parts[0])} {EntitySql.LookUpCompany}" : Nearest(parts[0]);
        return $"first as materialized ({Part(0, nearest, byRow, parts[0], all)}), " +
            $"second as materialized ({Unless(most, Part(0, rows, condition, parts[0] with { OrderBy = order.OrderByWithoutIndex }, all))}), " +
            $"page as materialized (select * from first where (select count(*) from first) >= {most} union all select * from second order by {order.OrderByNames} {span})";
    }

    private string Nearest(OrderPart part)
    {
        var bounds = compiler.Compile(VqlWhere.Everything with
        {
            RangeQuery = new Clauses<RangeMatch>([.. query.Where.RangeQuery.Must.Where(match => match.Field == order.Fields.First())], []),
        });
        return $"(select * from {entity.Table} {EntitySql.Row} where {bounds.Sql} and {part.Condition} order by {order.OrderBy} limit {FirstRows}) {EntitySql.Row}";
    }

    private string Part(int number, string from, SqlCompiler.Condition condition, OrderPart part, string span) =>
        $"select {EntitySql.Row}.id as page_id, {number} as part, {order.NamedKeys} from {from} where {condition.Sql} and {part.Condition} order by {part.OrderBy} {span}";

    // Around it, not in it: there PostgreSQL would start its workers before it looks whether there is anything to do.
    private static string Unless(long most, string part) => $"select * from ({part}) as more where (select count(*) from first) < {most}";

    private bool IsHardToEstimate(string name) => entity[name] is { Kind: FieldKind.Text } or { Column.IsCaseless: true };
}
