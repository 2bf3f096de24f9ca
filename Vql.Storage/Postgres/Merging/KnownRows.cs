using Npgsql;

namespace Vql.Storage.Postgres.Merging;

/// <summary>The keys of an existing contact.</summary>
public sealed record KnownContact(
    long Id, string Uuid, bool IsDeleted, string? Email, string? Linkedin, string? FirstName, string? LastName, string? CompanyId);

/// <summary>The keys of an existing company.</summary>
/// <param name="Id">The id.</param>
/// <param name="Uuid">The UUID.</param>
/// <param name="IsDeleted">Whether the company is deleted.</param>
/// <param name="Name">The key of the name.</param>
/// <param name="Linkedin">The key of the LinkedIn URL.</param>
/// <param name="Domain">The domain that identifies the company.</param>
/// <param name="Domains">All domains.</param>
public sealed record KnownCompany(
    long Id, string Uuid, bool IsDeleted, string? Name, string? Linkedin, string? Domain, IReadOnlyList<string> Domains);

/// <summary>
/// Finds the rows that the rows of a batch may refer to, with one round trip for each table. Deleted rows are found only by
/// their UUIDs.
/// </summary>
public sealed class KnownRows(NpgsqlConnection connection)
{
    /// <summary>The maximum number of rows with the same name.</summary>
    public const int SameName = 25;

    // An index is probed for each key. `offset 0` prevents a join that reads the whole table for each batch.
    private static readonly string Contacts = $"""
        with found as (
            select r.id from unnest($1) as key (uuid) cross join lateral (select id from contacts where uuid = key.uuid offset 0) as r
            union select r.id from unnest($2) as key (email) cross join lateral (
                select id from contacts where deleted_at is null and vql_identity(contacts.email) = key.email offset 0) as r
            union select r.id from unnest($3) as key (linkedin) cross join lateral (
                select id from contacts where deleted_at is null and vql_linkedin_key(linkedin_url) = key.linkedin offset 0) as r
            union select n.id from unnest($4, $5) as name (first, last) cross join lateral (
                select id from contacts where deleted_at is null
                    and coalesce(vql_identity(last_name), '') = name.last and coalesce(vql_identity(first_name), '') = name.first
                order by id limit {SameName}) as n
        )
        select t.id, t.uuid, t.deleted_at is not null, vql_identity(t.email), vql_linkedin_key(t.linkedin_url),
            vql_identity(t.first_name), vql_identity(t.last_name), nullif(t.company_id, '')
        from found cross join lateral (select * from contacts where id = found.id offset 0) as t
        """;

    private static readonly string Companies = $"""
        with found as (
            select r.id from unnest($1) as key (uuid) cross join lateral (select id from companies where uuid = key.uuid offset 0) as r
            union select r.id from unnest($2) as key (domain) cross join lateral (
                select id from companies
                where deleted_at is null and vql_company_domain(website, normalized_domain) = key.domain offset 0) as r
            union select r.id from unnest($3) as key (linkedin) cross join lateral (
                select id from companies where deleted_at is null and vql_linkedin_key(linkedin_url) = key.linkedin offset 0) as r
            union select n.id from unnest($4) as name (name) cross join lateral (
                select id from companies
                where deleted_at is null and vql_identity(companies.name) = name.name order by id limit {SameName}) as n
        )
        select t.id, t.uuid, t.deleted_at is not null, vql_identity(t.name), vql_linkedin_key(t.linkedin_url),
            vql_company_domain(t.website, t.normalized_domain), vql_domain(t.website), vql_domain(t.normalized_domain)
        from found cross join lateral (select * from companies where id = found.id offset 0) as t
        """;

    /// <summary>Finds contacts that have any of the keys.</summary>
    /// <param name="uuids">The UUIDs.</param>
    /// <param name="emails">The keys of e-mail addresses.</param>
    /// <param name="linkedins">The keys of LinkedIn URLs.</param>
    /// <param name="names">The keys of first and last names.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<List<KnownContact>> FindContactsAsync(
        IEnumerable<string> uuids, IEnumerable<string> emails, IEnumerable<string> linkedins,
        IReadOnlyCollection<(string? First, string? Last)> names,
        CancellationToken cancellationToken)
    {
        var found = new List<KnownContact>();
        var (firstNames, lastNames) = (names.Select(name => name.First ?? ""), names.Select(name => name.Last ?? ""));
        await using var reader = await ReadAsync(
            Contacts, [[.. uuids], [.. emails], [.. linkedins], [.. firstNames], [.. lastNames]], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new KnownContact(
                reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2),
                Text(reader, 3), Text(reader, 4), Text(reader, 5), Text(reader, 6), Text(reader, 7)));
        }

        return found;
    }

    /// <summary>Finds companies that have any of the keys.</summary>
    /// <param name="uuids">The UUIDs.</param>
    /// <param name="domains">The domains.</param>
    /// <param name="linkedins">The keys of LinkedIn URLs.</param>
    /// <param name="names">The keys of names.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<List<KnownCompany>> FindCompaniesAsync(
        IEnumerable<string> uuids, IEnumerable<string> domains, IEnumerable<string> linkedins, IEnumerable<string> names,
        CancellationToken cancellationToken)
    {
        var found = new List<KnownCompany>();
        await using var reader = await ReadAsync(Companies, [[.. uuids], [.. domains], [.. linkedins], [.. names]], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new KnownCompany(
                reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), Text(reader, 3), Text(reader, 4), Text(reader, 5),
                [.. new[] { Text(reader, 6), Text(reader, 7) }.OfType<string>().Where(domain => domain.Length > 0)]));
        }

        return found;
    }

    private static string? Text(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);

    private async Task<NpgsqlDataReader> ReadAsync(string sql, string?[][] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = parameter });
        }

        return await command.ExecuteReaderAsync(cancellationToken);
    }
}
