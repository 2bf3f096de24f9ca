using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Vql.Api.Engine.Freshness;

namespace Vql.Api.Engine.Shadow;

/// <summary>Stores the newest queries that the engines answered differently.</summary>
internal sealed class DifferenceStore(NpgsqlDataSource source)
{
    private const int MaxRows = 1000;
    private const int MaxMembers = 200;

    /// <summary>Adds a difference and deletes the oldest ones.</summary>
    /// <exception cref="NpgsqlException">The database is unavailable or returned an error.</exception>
    public async Task AddAsync(
        Comparison comparison, IReadOnlyList<string> found, IReadOnlyList<string> read, IndexProgress? index,
        CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            with added as (
                insert into vql_differences (entity, operation, query, first_at, found, read, indexed_lsn)
                values ($1, $2, $3, $4, $5, $6, $7))
            delete from vql_differences where id <= (select max(id) from vql_differences) - {MaxRows - 1}
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = comparison.Entity });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = comparison.Operation });
        command.Parameters.Add(new NpgsqlParameter { Value = comparison.QueryJson, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new NpgsqlParameter<int>
        {
            TypedValue = found.Zip(read).TakeWhile(pair => pair.First == pair.Second).Count(),
        });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. found.Take(MaxMembers)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. read.Take(MaxMembers)] });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)index?.Lsn ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.PgLsn });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the newest differences.</summary>
    /// <exception cref="NpgsqlException">The database is unavailable or returned an error.</exception>
    public async Task<IReadOnlyList<Difference>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select seen_at, entity, operation, query, first_at, found, read, indexed_lsn::text
            from vql_differences order by id desc limit $1
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var differences = new List<Difference>();
        while (await reader.ReadAsync(cancellationToken))
        {
            using var query = JsonDocument.Parse(reader.GetString(3));
            differences.Add(new Difference(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2), query.RootElement.Clone(),
                reader.GetInt32(4),
                reader.GetFieldValue<string[]>(5), reader.GetFieldValue<string[]>(6), reader.IsDBNull(7) ? null : reader.GetString(7)));
        }

        return differences;
    }
}

/// <summary>A query that the engines answered differently.</summary>
/// <param name="SeenAt">The time of the comparison.</param>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Query">The query.</param>
/// <param name="FirstAt">The index of the first difference between the answers.</param>
/// <param name="Search">The answer of the search: UUIDs in order, or a number.</param>
/// <param name="Postgres">The answer of PostgreSQL.</param>
/// <param name="IndexPosition">The WAL position of the index; null when unknown.</param>
internal sealed record Difference(
    DateTimeOffset SeenAt, string Entity, string Operation, JsonElement Query, int FirstAt, IReadOnlyList<string> Search,
    IReadOnlyList<string> Postgres, string? IndexPosition);
