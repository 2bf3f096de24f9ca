using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>
/// Computes digests of the documents of rows. PostgreSQL computes them, so that only the digest is transferred.
/// </summary>
public sealed class DocumentDigests(NpgsqlDataSource source)
{
    private const string TimestampPattern = "YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"";

    /// <summary>Computes the digest of the rows in a range that are not deleted.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<RangeDigest> ReadAsync(EntityFields entity, UuidRange range, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            select count(*),
                coalesce(bit_xor(
                    ('x' || left(encode(sha256(convert_to(row_to_json(document)::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0)
            from (
                select {string.Join(", ", entity.Fields.Select(field => $"{Value(field)} as {field.Name}"))}
                from {EntitySql.From(entity)}
                where {EntitySql.NotDeleted} and {EntitySql.InRange}
            ) as document
            """);
        command.CommandTimeout = 0;
        AddRange(command, range);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RangeDigest(reader.GetInt64(0), reader.GetInt64(1));
    }

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

    internal static void AddRange(NpgsqlCommand command, UuidRange range)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)range.From ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)range.To ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    private static string Value(Field field) => field.Column.Type == ColumnType.Timestamp
        ? $"to_char({EntitySql.DocumentValueOf(field)} at time zone 'UTC', '{TimestampPattern}')"
        : EntitySql.DocumentValueOf(field);
}
