using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>The kinds of keys to look up rows by.</summary>
public enum LookupKind
{
    /// <summary>The UUID.</summary>
    Uuid,

    /// <summary>The email address of a contact, compared in normalized form.</summary>
    Email,

    /// <summary>The domain of a company's website, or its normalized domain, in lower case and without www.</summary>
    Domain,

    /// <summary>The LinkedIn URL of a contact or a company, as a key of <see cref="IdentityKeys"/>.</summary>
    Linkedin,
}

/// <summary>A key of a row.</summary>
/// <param name="Kind">The kind of key.</param>
/// <param name="Value">The value of the key.</param>
public sealed record LookupKey(LookupKind Kind, string Value);

/// <summary>Finds rows by their keys, with one statement for all keys.</summary>
/// <param name="source">The database.</param>
public sealed class RowLookup(NpgsqlDataSource source)
{
    /// <summary>Finds contacts, with their companies.</summary>
    /// <param name="keys">The keys. Null keys are skipped.</param>
    /// <param name="maxRows">The maximum number of rows for each key.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <returns>The rows by the indexes of their keys, without deleted rows.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<ILookup<int, Contact>> FindContactsAsync(
        IReadOnlyList<LookupKey?> keys, int maxRows, CancellationToken cancellationToken) =>
        FindAsync(FieldCatalogue.Contacts, keys, maxRows, static row => row.ReadContactWithCompany(), cancellationToken);

    /// <summary>Finds companies.</summary>
    /// <inheritdoc cref="FindContactsAsync"/>
    public Task<ILookup<int, Company>> FindCompaniesAsync(
        IReadOnlyList<LookupKey?> keys, int maxRows, CancellationToken cancellationToken) =>
        FindAsync(FieldCatalogue.Companies, keys, maxRows, static row => row.ReadCompany(), cancellationToken);

    private async Task<ILookup<int, T>> FindAsync<T>(
        EntityFields entity, IReadOnlyList<LookupKey?> keys, int maxRows, Func<RowReader, T> read, CancellationToken cancellationToken)
    {
        var kinds = keys.OfType<LookupKey>().Select(key => key.Kind).Distinct().ToList();
        if (kinds.Count == 0)
        {
            return Array.Empty<T>().ToLookup(_ => 0);
        }

        // `offset 0` prevents a scan of the table in the order of the UUIDs: PostgreSQL has no statistics of the expressions.
        var hits = kinds.Select((kind, index) =>
            $"select key.place, hit.uuid from unnest(${index + 1}) with ordinality as key(value, place) " +
            "cross join lateral (select uuid from " +
            $"(select uuid from {entity.Table} where deleted_at is null and {ConditionOf(kind)} offset 0) as same " +
            $"order by uuid limit {maxRows}) as hit");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"select {EntitySql.ReadColumnsWithCompany(entity)}, found.place from {EntitySql.From(entity)} " +
            $"join ({string.Join(" union all ", hits)}) as found on found.uuid = {EntitySql.Row}.uuid " +
            $"order by found.place, {EntitySql.Row}.uuid", connection);
        foreach (var kind in kinds)
        {
            // Keys of other kinds are null, which never compares equal.
            command.Parameters.Add(new NpgsqlParameter<string?[]>
            {
                TypedValue = [.. keys.Select(key => key?.Kind == kind ? key.Value : null)],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(int Place, T Row)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new RowReader(reader);
            var record = read(row);
            found.Add(((int)reader.GetInt64(row.Ordinal) - 1, record));
        }

        return found.ToLookup(hit => hit.Place, hit => hit.Row);
    }

    private static string ConditionOf(LookupKind kind) => kind switch
    {
        LookupKind.Uuid => "uuid = key.value",
        LookupKind.Email => "vql_email(email) = vql_email(key.value)",
        LookupKind.Domain => "(vql_domain(website) = vql_domain(key.value) or vql_domain(normalized_domain) = vql_domain(key.value))",
        LookupKind.Linkedin => "vql_linkedin_key(linkedin_url) = key.value",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
