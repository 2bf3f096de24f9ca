using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>The values that identify rows, in addition to their UUIDs.</summary>
public enum MatchKind
{
    /// <summary>The email address of a contact.</summary>
    Email,

    /// <summary>The LinkedIn URL of a contact or a company.</summary>
    Linkedin,

    /// <summary>The domain that identifies a company.</summary>
    Domain,
}

/// <summary>A value that identifies a row.</summary>
/// <param name="Kind">The kind of the value.</param>
/// <param name="Value">The key, from <see cref="Vql.Core.Documents.IdentityKeys"/>.</param>
public sealed record MatchKey(MatchKind Kind, string Value);

/// <summary>Finds rows by the keys that an import also uses, and serializes writers of the same keys.</summary>
/// <param name="connection">An open connection with a transaction.</param>
public sealed class RowMatches(NpgsqlConnection connection)
{
    /// <summary>
    /// Locks names until the transaction ends. All names are locked in one order, so that two writers of several names do not wait for
    /// each other.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task LockAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select pg_advisory_xact_lock(name.hash)
            from (select distinct hashtextextended(value, 0) as hash from unnest($1) as value order by 1) as name
            """, connection);
        command.Parameters.Add(ArrayOf([.. names]));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Finds the UUIDs of rows that are not deleted.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="keys">The keys. Null keys are skipped.</param>
    /// <param name="maxRows">The maximum number of UUIDs for each key.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The UUIDs by the indexes of their keys, in order.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<ILookup<int, string>> FindAsync(
        EntityFields entity, IReadOnlyList<MatchKey?> keys, int maxRows, CancellationToken cancellationToken)
    {
        var kinds = keys.OfType<MatchKey>().Select(key => key.Kind).Distinct().ToList();
        var found = new List<(int Place, string Uuid)>();
        if (kinds.Count == 0)
        {
            return found.ToLookup(hit => hit.Place, hit => hit.Uuid);
        }

        // An index is probed for each key. Keys of other kinds are null, which never compares equal. `offset 0` prevents a scan of
        // the table in the order of the UUIDs: PostgreSQL has no statistics of the expressions of partial indexes.
        await using var command = new NpgsqlCommand(
            string.Join(" union all ", kinds.Select((kind, index) =>
                $"select key.place, hit.uuid from unnest(${index + 1}) with ordinality as key(value, place) " +
                "cross join lateral (select uuid from " +
                $"(select uuid from {entity.Table} where deleted_at is null and {KeyOf(kind)} = key.value offset 0) as same " +
                $"order by uuid limit {maxRows}) as hit")) + " order by place, uuid",
            connection);
        foreach (var kind in kinds)
        {
            command.Parameters.Add(ArrayOf([.. keys.Select(key => key?.Kind == kind ? key.Value : null)]));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(((int)reader.GetInt64(0) - 1, reader.GetString(1)));
        }

        return found.ToLookup(hit => hit.Place, hit => hit.Uuid);
    }

    private static NpgsqlParameter<string?[]> ArrayOf(string?[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static string KeyOf(MatchKind kind) => kind switch
    {
        MatchKind.Email => "vql_identity(email)",
        MatchKind.Linkedin => "vql_linkedin_key(linkedin_url)",
        MatchKind.Domain => "vql_company_domain(website, normalized_domain)",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
