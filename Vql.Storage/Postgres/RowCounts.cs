using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>Counts the rows of a table for comparisons with the index.</summary>
public sealed class RowCounts(NpgsqlDataSource source)
{
    /// <summary>Returns the planner's estimate of the number of rows of a table.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> EstimateAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select reltuples::bigint from pg_class where oid = '{entity.Table}'::regclass");
        return Math.Max(0, (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>Counts the rows with a date that is outside the range of documents. Deleted rows do not count.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> CountClampedAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var dates = entity.Fields.Where(field => field is { Kind: FieldKind.Date, OfCompany: false }).Select(EntitySql.ClampedDate);
        await using var command = source.CreateCommand(
            $"select count(*) from {entity.Table} {EntitySql.Row} where {EntitySql.NotDeleted} and ({string.Join(" or ", dates)})");
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
