using System.Globalization;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>A part of a list. Parts with the same number are merged by the keys.</summary>
/// <param name="Number">The place of the part in the list.</param>
/// <param name="Condition">The condition for its rows.</param>
/// <param name="OrderBy">The order of its rows.</param>
/// <param name="Precedes">The condition for the rows of the parts before it that precede all of its rows.</param>
/// <param name="Ties">The rows with the first value of the part, if their order is that of the UUIDs. Null if unknown.</param>
internal sealed record OrderPart(int Number, string Condition, string OrderBy, string Precedes = "true", Ties? Ties = null);

/// <summary>Rows with the same value of the first key.</summary>
/// <param name="Condition">The condition for these rows.</param>
/// <param name="Rest">The list of all rows in the order of the other keys, after the same cursor.</param>
internal sealed record Ties(string Condition, OrderPart Rest);

/// <summary>
/// A total order in SQL: its <c>order by</c>, the condition for the rows after a cursor, and the cursor of a row.
/// </summary>
internal sealed class Order(EntityFields entity, IReadOnlyList<VqlOrder> order, Conditions conditions)
{
    private const string RelevanceKey = "scored.relevance";

    private readonly Conditions.Condition? _relevance =
        order.FirstOrDefault(member => member.IsRelevance) is { } relevance ? conditions.Relevance(relevance.Scores) : null;

    /// <summary>Whether the order refers to columns of the row's company.</summary>
    public bool JoinsCompany => _relevance is { JoinsCompany: true } || order.Any(member => entity[member.Field].OfCompany);

    /// <summary>The sort expressions, which are read with each row.</summary>
    public string Keys => string.Join(", ", order.Select(Key));

    /// <summary>The sort expressions with names.</summary>
    public string NamedKeys => string.Join(", ", order.Select((member, place) => $"{Key(member)} as {NameOf(place)}"));

    /// <summary>The names of the sort expressions.</summary>
    public string Names => string.Join(", ", order.Select((_, place) => NameOf(place)));

    public string OrderBy => string.Join(", ", order.Select(member => SortBy(member, Key(member))));

    /// <summary>Whether the first key is a required date.</summary>
    public bool IsByDate => IsRequired(order[0]) && entity[order[0].Field].Kind == FieldKind.Date;

    /// <summary>Whether the relevance is a key.</summary>
    public bool IsScored => _relevance is not null;

    /// <summary>
    /// The scores, if the first key is the greatest relevance, the second one is a required date, and the others are columns of the
    /// row. Otherwise, null.
    /// </summary>
    public IReadOnlyList<VqlScore>? LeadingScores =>
        order is [{ IsRelevance: true, Descending: true } relevance, ..] && Rest is { IsByDate: true, JoinsCompany: false }
            ? relevance.Scores
            : null;

    /// <summary>The order by the keys after the first one.</summary>
    public Order Rest => new(entity, [.. order.Skip(1)], conditions);

    /// <summary>The field of the first key.</summary>
    public string FirstField => order[0].Field;

    /// <summary>Returns the source of rows with their relevance, if it is a key. It is computed once for each row.</summary>
    public string From(string rows) => _relevance is { Sql: var relevance }
        ? $"{rows} cross join lateral (select {relevance} as relevance offset 0) as scored"
        : rows;

    /// <summary>An order whose first key is a date, written so that no index provides the order.</summary>
    public string OrderByWithoutIndex => string.Join(
        ", ",
        order.Skip(1).Select(other => SortBy(other, Key(other)))
            .Prepend(SortBy(order[0], $"({Key(order[0])} + interval '0')")));

    /// <summary>The order by the names of the sort expressions.</summary>
    public string OrderByNames => string.Join(", ", order.Select((member, place) => SortBy(member, NameOf(place))));

    /// <summary>Returns the condition for the rows after a cursor.</summary>
    public string After(IReadOnlyList<string?> cursor, Parameters parameters) => After(cursor, parameters, first: 0);

    /// <summary>
    /// Returns the parts of a list after a cursor, if any, each of which an index serves in both directions: the rows with a value
    /// of the first key, the contacts without a company if that is a value of the key, and the rows without a value.
    /// </summary>
    public IReadOnlyList<OrderPart> Parts(IReadOnlyList<string?> cursor, Parameters parameters)
    {
        if (!IsSplit)
        {
            return [new OrderPart(0, cursor.Count > 0 ? After(cursor, parameters) : "true", OrderBy)];
        }

        var isAfterMissing = cursor.Count > 0 && cursor[0] is null;
        var isAfterValue = cursor.Count > 0 && !isAfterMissing;
        var (values, missing) = order[0].MissingFirst ? (1, 0) : (0, 1);
        List<OrderPart> parts = [];
        if (!isAfterMissing || order[0].MissingFirst)
        {
            parts.AddRange(WithValue(values, isAfterValue ? cursor : [], parameters));
        }

        if (!isAfterValue || !order[0].MissingFirst)
        {
            parts.Insert(missing == 0 ? 0 : parts.Count, WithoutValue(missing, isAfterMissing ? cursor : [], parameters));
        }

        return parts;
    }

    /// <summary>Reads the cursor of a row from its key columns.</summary>
    public string?[] ReadCursor(NpgsqlDataReader reader, int ordinal)
    {
        var cursor = new string?[order.Count];
        for (var index = 0; index < cursor.Length; index++)
        {
            cursor[index] = reader.IsDBNull(ordinal + index) ? null : entity[order[index].Field].Kind switch
            {
                FieldKind.Number => reader.GetInt64(ordinal + index).ToString(CultureInfo.InvariantCulture),
                FieldKind.Date => new DateTimeOffset(reader.GetDateTime(ordinal + index), TimeSpan.Zero)
                    .ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
                _ => reader.GetString(ordinal + index),
            };
        }

        return cursor;
    }

    // The UUID of the company is null or empty for the same reason, so it has no row without a value.
    private bool IsSplit => !IsRequired(order[0]) && entity[order[0].Field] is { OfCompany: true } or { ZeroValue: null };

    private IEnumerable<OrderPart> WithValue(int number, IReadOnlyList<string?> cursor, Parameters parameters)
    {
        var (member, field) = (order[0], entity[order[0].Field]);
        var keys = order.Skip(1).Select(other => SortBy(other, Key(other))).ToList();
        var key = Key(member, EntitySql.ColumnOf(field));
        var direction = member.Descending ? " desc" : "";
        var ofCompany = field.OfCompany ? $"{EntitySql.WithCompany} and " : "";
        yield return new OrderPart(
            number,
            $"{ofCompany}{key} is not null{AfterValue(key)}",
            string.Join(", ", keys.Prepend($"{key}{direction}")),
            Ties: order is [_, { Field: VqlOrder.Tiebreaker }]
                ? new Ties($"{key} = {FirstValue()}", Rest.Parts([.. cursor.Skip(1)], parameters)[0])
                : null);

        // The index has no sort values for texts, so the text of a missing company is missing, too.
        if (field is { OfCompany: true, ZeroValue: { } zero, Kind: not FieldKind.Text })
        {
            zero = zero.Length == 0 ? "''" : zero;
            yield return new OrderPart(
                number,
                $"{EntitySql.WithoutCompany}{AfterValue(zero)}",
                string.Join(", ", keys),
                $"(part < {number} or {NameOf(0)} {(member.Descending ? ">" : "<")} {zero})");
        }

        // The company with the first value may have no contacts, and the row with it may not match. Then there are no ties.
        string FirstValue() => cursor.Count > 0
            ? Parameter(member, cursor[0]!, parameters)
            : $"(select {key} from {EntitySql.NotDeletedOwner(entity, field)} and {key} is not null order by {key}{direction} limit 1)";

        string AfterValue(string value)
        {
            if (cursor.Count == 0)
            {
                return "";
            }

            var (place, beyond) = (Parameter(member, cursor[0]!, parameters), member.Descending ? "<" : ">");
            return $" and {value} {beyond}= {place} " +
                $"and ({value} {beyond} {place} or ({value} = {place} and {After(cursor, parameters, first: 1)}))";
        }
    }

    // A contact without a company has a zero value, although its column is null.
    private OrderPart WithoutValue(int number, IReadOnlyList<string?> cursor, Parameters parameters)
    {
        var condition = $"{Key(order[0])} is null";
        return new OrderPart(
            number,
            cursor.Count > 0 ? $"{condition} and {After(cursor, parameters, first: 1)}" : condition,
            string.Join(", ", order.Skip(1).Select(other => SortBy(other, Key(other)))));
    }

    private string After(IReadOnlyList<string?> cursor, Parameters parameters, int first)
    {
        var condition = "false";
        for (var index = order.Count - 1; index >= first; index--)
        {
            var member = order[index];
            var key = Key(member);
            if (cursor[index] is not { } value)
            {
                condition = member.MissingFirst ? $"({key} is not null or {condition})" : $"({key} is null and {condition})";
                continue;
            }

            var place = Parameter(member, value, parameters);
            var beyond = $"{key} {(member.Descending ? "<" : ">")} {place}";
            var nulls = IsRequired(member) || member.MissingFirst ? "" : $" or {key} is null";
            condition = $"({beyond}{nulls} or ({key} = {place} and {condition}))";
            if (index == 0 && IsRequired(member))
            {
                // A redundant condition that an index on the first key can use.
                condition = $"{key} {(member.Descending ? "<=" : ">=")} {place} and {condition}";
            }
        }

        return condition;
    }

    private static string NameOf(int place) => string.Create(CultureInfo.InvariantCulture, $"key_{place}");

    // The position of nulls is omitted for required columns, because their indexes do not specify it either.
    private string SortBy(VqlOrder member, string key)
    {
        var nulls = IsRequired(member) ? "" : member.MissingFirst ? " nulls first" : " nulls last";
        return $"{key}{(member.Descending ? " desc" : "")}{nulls}";
    }

    private string Key(VqlOrder member) => Key(member, EntitySql.ValueOf(entity[member.Field]));

    private string Key(VqlOrder member, string value) => entity[member.Field] switch
    {
        _ when member.IsRelevance => RelevanceKey,
        { IsArray: true } => $"{(member.SortsByMaximum ? "vql_greatest" : "vql_least")}({value})",

        // Text fields have no sort values in the index, so an empty text counts as missing.
        { Kind: FieldKind.Text } field => $"nullif({EntitySql.ColumnOf(field)}, '')",
        _ => value,
    };

    private bool IsRequired(VqlOrder member) => entity[member.Field] is { OfCompany: false, Column.Required: true };

    private string Parameter(VqlOrder member, string value, Parameters parameters) => entity[member.Field].Kind switch
    {
        FieldKind.Number => parameters.Add(long.Parse(value, CultureInfo.InvariantCulture)),
        FieldKind.Date => parameters.AddTimestamp(long.Parse(value, CultureInfo.InvariantCulture)),
        _ => parameters.Add(value),
    };
}
