using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Storage.Digests;

namespace Vql.Storage.Postgres;

/// <summary>Digests of the documents that rows should have, computed by the server: only the digest travels.</summary>
public sealed class DocumentDigests(NpgsqlDataSource source)
{
    private const string Moment = "YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"";

    /// <summary>The digest of the living rows in a range.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<RangeDigest> ReadAsync(EntityFields entity, UuidRange range, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            select count(*), coalesce(bit_xor(('x' || left(encode(sha256(convert_to(row_to_json(document)::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0)
            from (
                select {string.Join(", ", entity.Fields.Select(field => $"{Value(field)} as {field.Name}"))}
                from {EntitySql.From(entity)}
                where {EntitySql.Living} and {EntitySql.InRange}
            ) as document
            """);
        command.CommandTimeout = 0;
        AddRange(command, range);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RangeDigest(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>About how many rows the table has, as the planner thinks.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> EstimateAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select reltuples::bigint from pg_class where oid = '{entity.Table}'::regclass");
        return Math.Max(0, (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>Counts the living rows with a date that no document can hold as it is.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> CountClampedAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var dates = entity.Fields.Where(field => field is { Kind: FieldKind.Date, OfCompany: false }).Select(EntitySql.ClampedDate);
        await using var command = source.CreateCommand(
            $"select count(*) from {entity.Table} {EntitySql.Row} where {EntitySql.Living} and ({string.Join(" or ", dates)})");
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    internal static void AddRange(NpgsqlCommand command, UuidRange range)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)range.From ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)range.To ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    private static string Value(Field field) => field.Column.Type == ColumnType.Timestamp
        ? $"to_char({EntitySql.DocumentValueOf(field)} at time zone 'UTC', '{Moment}')"
        : EntitySql.DocumentValueOf(field);
}
