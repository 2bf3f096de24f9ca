using System.Globalization;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>A part of a list.</summary>
/// <param name="Condition">Which rows are in it.</param>
/// <param name="OrderBy">How they are sorted.</param>
internal readonly record struct OrderPart(string Condition, string OrderBy);

/// <summary>A total order in SQL: its <c>order by</c>, the place after a cursor, and the cursor of a row.</summary>
internal sealed class KeysetOrder(EntityFields entity, IReadOnlyList<VqlOrder> order)
{
    /// <summary>The expressions that are sorted by, to be read with each row.</summary>
    public string Keys => string.Join(", ", order.Select(Key));

    /// <summary>The same, each under a name.</summary>
    public string NamedKeys => string.Join(", ", order.Select((member, place) => $"{Key(member)} as {NameOf(place)}"));

    /// <summary>The names alone.</summary>
    public string Names => string.Join(", ", order.Select((_, place) => NameOf(place)));

    public string OrderBy => string.Join(", ", order.Select(member => By(member, Key(member))));

    /// <summary>Whether it begins with a date that every row has.</summary>
    public bool IsByDate => IsRequired(order[0]) && entity[order[0].Field].Kind == FieldKind.Date;

    /// <summary>The fields that are sorted by.</summary>
    public IEnumerable<string> Fields => order.Select(member => member.Field);

    /// <summary>An order that begins with a date, spelled so that no index gives it.</summary>
    public string OrderByWithoutIndex => string.Join(", ", order.Skip(1).Select(other => By(other, Key(other))).Prepend(By(order[0], $"({Key(order[0])} + interval '0')")));

    /// <summary>The order of rows that have their keys under the names.</summary>
    public string OrderByNames => string.Join(", ", order.Select((member, place) => By(member, NameOf(place))));

    /// <summary>The condition for rows behind the cursor.</summary>
    public string After(IReadOnlyList<string?> cursor, Parameters parameters) => After(cursor, parameters, first: 0);

    /// <summary>
    /// The list in parts that follow one another, behind the cursor if there is one: rows with a value of the first key and rows
    /// without. An index holds the values one way around with the nulls at one end, and serves each part in both directions.
    /// </summary>
    public IReadOnlyList<OrderPart> Parts(IReadOnlyList<string?> cursor, Parameters parameters)
    {
        if (!IsParted)
        {
            return [new OrderPart(cursor.Count > 0 ? After(cursor, parameters) : "true", OrderBy)];
        }

        var isAmongMissing = cursor.Count > 0 && cursor[0] is null;
        var isAmongValued = cursor.Count > 0 && !isAmongMissing;
        List<OrderPart> parts = [];
        if (!isAmongMissing || order[0].MissingFirst)
        {
            parts.Add(Valued(isAmongValued ? cursor : [], parameters));
        }

        if (!isAmongValued || !order[0].MissingFirst)
        {
            parts.Add(Missing(isAmongMissing ? cursor : [], parameters));
        }

        if (order[0].MissingFirst)
        {
            parts.Reverse();
        }

        return parts;
    }

    /// <summary>Reads a row's cursor from its key columns.</summary>
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

    // Lists of values have no index to be sorted by, and what a contact without a company counts as stands between both parts.
    private bool IsParted => !IsRequired(order[0]) && entity[order[0].Field] is { IsArray: false, Column.NullIsEmpty: false } sorted
        && (!sorted.OfCompany || sorted.Kind == FieldKind.Text);

    private OrderPart Valued(IReadOnlyList<string?> cursor, Parameters parameters)
    {
        var (member, key) = (order[0], Key(order[0]));
        var condition = entity[member.Field].OfCompany ? $"{EntitySql.WithCompany} and {key} is not null" : $"{key} is not null";
        if (cursor.Count > 0)
        {
            var (place, beyond) = (Parameter(member, cursor[0]!, parameters), member.Descending ? "<" : ">");
            condition += $" and {key} {beyond}= {place} and ({key} {beyond} {place} or ({key} = {place} and {After(cursor, parameters, first: 1)}))";
        }

        return new OrderPart(condition, string.Join(", ", order.Skip(1).Select(other => By(other, Key(other))).Prepend($"{key}{(member.Descending ? " desc" : "")}")));
    }

    private OrderPart Missing(IReadOnlyList<string?> cursor, Parameters parameters)
    {
        var condition = $"{Key(order[0])} is null";
        return new OrderPart(
            cursor.Count > 0 ? $"{condition} and {After(cursor, parameters, first: 1)}" : condition,
            string.Join(", ", order.Skip(1).Select(other => By(other, Key(other)))));
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
                // Says the same once more in a form that an index on the first key can start from.
                condition = $"{key} {(member.Descending ? "<=" : ">=")} {place} and {condition}";
            }
        }

        return condition;
    }

    private static string NameOf(int place) => string.Create(CultureInfo.InvariantCulture, $"key_{place}");

    // The place of nulls is left out where there are none: an index that could be used says nothing of it either.
    private string By(VqlOrder member, string key)
    {
        var nulls = IsRequired(member) ? "" : member.MissingFirst ? " nulls first" : " nulls last";
        return $"{key}{(member.Descending ? " desc" : "")}{nulls}";
    }

    private string Key(VqlOrder member)
    {
        var field = entity[member.Field];
        return field switch
        {
            { IsArray: true } => $"(select {(member.ByGreatest ? "max" : "min")}(element) from unnest({EntitySql.ColumnOf(field)}) as element)",
            // No index sorts by words, so none says what stands for an absent company: an empty text is no value here.
            { Kind: FieldKind.Text } => $"nullif({EntitySql.ColumnOf(field)}, '')",
            _ => EntitySql.ValueOf(field),
        };
    }

    private bool IsRequired(VqlOrder member) => entity[member.Field] is { OfCompany: false, Column.Required: true };

    private string Parameter(VqlOrder member, string value, Parameters parameters) => entity[member.Field].Kind switch
    {
        FieldKind.Number => parameters.Add(long.Parse(value, CultureInfo.InvariantCulture)),
        FieldKind.Date => parameters.AddMoment(long.Parse(value, CultureInfo.InvariantCulture)),
        _ => parameters.Add(value),
    };
}
