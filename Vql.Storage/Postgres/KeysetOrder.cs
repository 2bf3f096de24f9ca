using System.Globalization;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>A total order in SQL: its <c>order by</c>, the place after a cursor, and the cursor of a row.</summary>
internal sealed class KeysetOrder(EntityFields entity, IReadOnlyList<VqlOrder> order)
{
    /// <summary>The expressions that are sorted by, to be read with each row.</summary>
    public string Keys => string.Join(", ", order.Select(Key));

    public string OrderBy => string.Join(", ", order.Select(member =>
    {
        // The place of nulls is left out where there are none: an index that could be used says
        // nothing of it either.
        var nulls = IsRequired(member) ? "" : member.MissingFirst ? " nulls first" : " nulls last";
        return $"{Key(member)}{(member.Descending ? " desc" : "")}{nulls}";
    }));

    /// <summary>The condition for rows behind the cursor.</summary>
    public string After(IReadOnlyList<string?> cursor, Parameters parameters)
    {
        var condition = "false";
        for (var index = order.Count - 1; index >= 0; index--)
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
        FieldKind.Date => parameters.Add(
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(value, CultureInfo.InvariantCulture))),
        _ => parameters.Add(value),
    };
}
