using Vql.Core.Fields;

namespace Vql.Storage.Postgres.Merging;

/// <summary>Writes the statements of a merge for the columns that it writes.</summary>
internal sealed class MergeSql
{
    private const string Website = "website";

    private readonly EntityFields _entity;
    private readonly IReadOnlyList<Column> _columns;
    private readonly string? _filled;
    private readonly bool _clears;

    /// <summary>Creates the statements of a merge.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="columns">The columns to write.</param>
    /// <param name="filled">A column that is written only if it is empty or the website changes. Null for none.</param>
    /// <param name="clears">Whether null clears a value. Otherwise, the value is kept.</param>
    public MergeSql(EntityFields entity, IReadOnlyList<Column> columns, string? filled, bool clears)
    {
        (_entity, _columns, _filled, _clears) = (entity, columns, filled, clears);
        (Incoming, Pending) = ($"incoming_{entity.Table}", $"pending_{entity.Table}");
        Names = string.Join("", columns.Select(column => $", {column.Name}"));
    }

    public string Incoming { get; }

    public string Pending { get; }

    /// <summary>The names of the columns, each with a leading comma.</summary>
    public string Names { get; }

    // A pooled connection may have temporary tables of an earlier import.
    public string Create => $"""
        drop table if exists {Incoming}, {Pending};
        create temporary table {Incoming} (
            place bigserial, uuid text collate "C", line bigint, byte_offset bigint, byte_length bigint, is_created boolean{Definitions});
        create temporary table {Pending} (
            place bigserial, uuid text collate "C" primary key, line bigint, byte_offset bigint, byte_length bigint,
            is_created boolean{Definitions});
        create index on {Pending} (place)
        """;

    /// <summary>
    /// Inserts the incoming rows and returns their UUIDs and ids. If another writer inserted a row with the same UUID, the rows
    /// are merged.
    /// </summary>
    public string Insert => $"""
        insert into {_entity.Table} as stored (uuid{Names}) select uuid{Names} from {Incoming} order by place
        on conflict (uuid) do update set {Assignments("excluded", "stored")}updated_at = now(), deleted_at = null
        returning uuid, id
        """;

    /// <summary>
    /// Adds incoming rows to the pending changes if they change a value or an earlier row of the file has a pending change.
    /// </summary>
    /// <remarks>`offset 0` forces an index probe for each row. A hash join would read the whole table for each batch.</remarks>
    public string Gather => $"""
        insert into {Pending} as pending (uuid, line, byte_offset, byte_length, is_created{Names})
        select i.uuid, i.line, i.byte_offset, i.byte_length, i.is_created{string.Join("", _columns.Select(column => $", i.{column.Name}"))}
        from {Incoming} i cross join lateral (select * from {_entity.Table} where uuid = i.uuid offset 0) as t
            left join {Pending} p on p.uuid = i.uuid
        where p.uuid is not null or t.deleted_at is not null or {Differs("i", "t")}
        order by i.place
        on conflict (uuid) do update set line = excluded.line, byte_offset = excluded.byte_offset, byte_length = excluded.byte_length
            {string.Join("", _columns.Select(column => $", {column.Name} = {Overlay(column)}"))}
        """;

    /// <summary>
    /// Counts the restored rows, the updated rows, and the changed values of each column in a range of the pending changes. Rows that
    /// the import created are already counted.
    /// </summary>
    public string Count => $"""
        select count(*) filter (where t.deleted_at is not null)
            , count(*) filter (where t.deleted_at is null and {Differs("p", "t")})
            {string.Join("", _columns.Select(column =>
                $", count(*) filter (where {Value(column, "p", "t")} is distinct from t.{column.Name})"))}
        from {Pending} p join {_entity.Table} t on t.uuid = p.uuid where not p.is_created and p.place between $1 and $2
        """;

    /// <summary>Applies a range of the pending changes.</summary>
    public string Apply => $"""
        update {_entity.Table} t set {Assignments("p", "t")}updated_at = now(), deleted_at = null
        from {Pending} p where p.uuid = t.uuid and p.place between $1 and $2 and (t.deleted_at is not null or {Differs("p", "t")})
        """;

    /// <summary>Lists the first changed values.</summary>
    public string Differences => $"""
        select p.line, p.uuid, d.name, d.before, d.after
        from {Pending} p join {_entity.Table} t on t.uuid = p.uuid
        cross join lateral (values {string.Join(", ", _columns.Select((column, at) =>
            $"({at}, '{column.Name}', to_json(t.{column.Name})::text, to_json({Value(column, "p", "t")})::text)"))})
            as d (at, name, before, after)
        where d.before is distinct from d.after order by p.place, d.at limit $1
        """;

    private string Definitions => string.Join("", _columns.Select(column => $", {column.Name} {column.Type switch
    {
        ColumnType.Text => "text collate \"C\"",
        ColumnType.TextArray => "text[] collate \"C\"",
        ColumnType.BigInt => "bigint",
        _ => "timestamptz(3)",
    }}"));

    private string Assignments(string source, string stored) =>
        string.Join("", _columns.Select(column => $"{column.Name} = {Value(column, source, stored)}, "));

    private string Differs(string source, string stored) => _columns.Count == 0 ? "false"
        : $"({string.Join(" or ", _columns.Select(column => $"{Value(column, source, stored)} is distinct from {stored}.{column.Name}"))})";

    // Returns the expression of a column's value after the merge.
    private string Value(Column column, string source, string stored)
    {
        var (value, old) = ($"{source}.{column.Name}", $"{stored}.{column.Name}");
        if (column.Name != _filled)
        {
            return _clears ? value : $"coalesce({value}, {old})";
        }

        return _columns.Any(other => other.Name == Website)
            ? $"case when coalesce({source}.{Website}, {stored}.{Website}) is distinct from {stored}.{Website} "
                + $"then coalesce({value}, {old}) else coalesce({old}, {value}) end"
            : $"coalesce({old}, {value})";
    }

    private string Overlay(Column column) =>
        _clears && column.Name != _filled ? $"excluded.{column.Name}" : $"coalesce(excluded.{column.Name}, pending.{column.Name})";
}
