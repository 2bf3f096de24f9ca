using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Storage.Postgres.Merging;

/// <summary>The keys and the values of an existing contact.</summary>
/// <param name="Id">The id.</param>
/// <param name="Uuid">The UUID.</param>
/// <param name="IsDeleted">Whether the contact is deleted.</param>
/// <param name="Email">The key of the email address.</param>
/// <param name="Linkedin">The key of the LinkedIn URL.</param>
/// <param name="FirstName">The key of the first name.</param>
/// <param name="LastName">The key of the last name.</param>
/// <param name="CompanyId">The UUID of the company.</param>
/// <param name="Values">The value of each column of the import. Null if they were not queried.</param>
public sealed record KnownContact(
    long Id, string Uuid, bool IsDeleted, string? Email, string? Linkedin, string? FirstName, string? LastName, string? CompanyId,
    object?[]? Values);

/// <summary>The keys and the values of an existing company.</summary>
/// <param name="Id">The id.</param>
/// <param name="Uuid">The UUID.</param>
/// <param name="IsDeleted">Whether the company is deleted.</param>
/// <param name="Name">The key of the name.</param>
/// <param name="Linkedin">The key of the LinkedIn URL.</param>
/// <param name="Domain">The domain that identifies the company.</param>
/// <param name="Domains">All domains.</param>
/// <param name="Values">The value of each column of the import. Null if they were not queried.</param>
public sealed record KnownCompany(
    long Id, string Uuid, bool IsDeleted, string? Name, string? Linkedin, string? Domain, IReadOnlyList<string> Domains, object?[]? Values);

/// <summary>
/// Finds the rows that the rows of a batch may refer to, with one round trip for each table. Deleted rows are found only by
/// their UUIDs.
/// </summary>
/// <param name="connection">An open connection for the exclusive use of the lookups.</param>
/// <param name="companyColumns">The columns whose values are read from companies.</param>
/// <param name="contactColumns">The columns whose values are read from contacts.</param>
public sealed class KnownRows(
    NpgsqlConnection connection, IReadOnlyList<Column> companyColumns, IReadOnlyList<Column> contactColumns)
{
    /// <summary>The maximum number of rows with the same name.</summary>
    public const int SameName = 25;

    private const int ContactKeys = 8;
    private const int CompanyKeys = 7;

    // An index is probed for each key. `offset 0` prevents a join that reads the whole table for each batch. The keys of the rows are
    // computed here: the functions of the database take a third of the statement's time. PostgreSQL has no statistics of the
    // expressions of partial indexes, so for a limited number of rows by id it would read the table in the order of the ids.
    private readonly string _contacts = $"""
        with found as (
            select r.id from unnest($1) as key (uuid) cross join lateral (select id from contacts where uuid = key.uuid offset 0) as r
            union select r.id from unnest($2) as key (email) cross join lateral (
                select id from contacts where deleted_at is null and vql_identity(contacts.email) = key.email offset 0) as r
            union select r.id from unnest($3) as key (linkedin) cross join lateral (
                select id from contacts where deleted_at is null and vql_linkedin_key(linkedin_url) = key.linkedin offset 0) as r
            union select n.id from unnest($4, $5) as name (first, last) cross join lateral (
                select id from (select id from contacts where deleted_at is null
                    and coalesce(vql_identity(last_name), '') = name.last and coalesce(vql_identity(first_name), '') = name.first
                    offset 0) as same order by id limit {SameName}) as n
        )
        select t.id, t.uuid, t.deleted_at is not null, t.email, t.linkedin_url, t.first_name, t.last_name, nullif(t.company_id, '')
            {Names(contactColumns)}
        from found cross join lateral (select * from contacts where id = found.id offset 0) as t
        """;

    private readonly string _companies = $"""
        with found as (
            select r.id from unnest($1) as key (uuid) cross join lateral (select id from companies where uuid = key.uuid offset 0) as r
            union select r.id from unnest($2) as key (domain) cross join lateral (
                select id from companies
                where deleted_at is null and vql_company_domain(website, normalized_domain) = key.domain offset 0) as r
            union select r.id from unnest($3) as key (linkedin) cross join lateral (
                select id from companies where deleted_at is null and vql_linkedin_key(linkedin_url) = key.linkedin offset 0) as r
            union select n.id from unnest($4) as name (name) cross join lateral (
                select id from (
                    select id from companies where deleted_at is null and vql_identity(companies.name) = name.name offset 0) as same
                order by id limit {SameName}) as n
        )
        select t.id, t.uuid, t.deleted_at is not null, t.name, t.linkedin_url, t.website, t.normalized_domain{Names(companyColumns)}
        from found cross join lateral (select * from companies where id = found.id offset 0) as t
        """;

    /// <summary>Finds contacts that have any of the keys.</summary>
    /// <param name="uuids">The UUIDs.</param>
    /// <param name="emails">The keys of email addresses.</param>
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
            _contacts, [[.. uuids], [.. emails], [.. linkedins], [.. firstNames], [.. lastNames]], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new KnownContact(
                reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), IdentityKeys.OfText(Text(reader, 3)),
                IdentityKeys.OfLinkedin(Text(reader, 4)), IdentityKeys.OfText(Text(reader, 5)), IdentityKeys.OfText(Text(reader, 6)),
                Text(reader, 7), Values(reader, ContactKeys, contactColumns)));
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
        await using var reader = await ReadAsync(_companies, [[.. uuids], [.. domains], [.. linkedins], [.. names]], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (website, domain) = (Text(reader, 5), Text(reader, 6));
            found.Add(new KnownCompany(
                reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), IdentityKeys.OfText(Text(reader, 3)),
                IdentityKeys.OfLinkedin(Text(reader, 4)), IdentityKeys.OfCompany(website, domain), Domains(website, domain),
                Values(reader, CompanyKeys, companyColumns)));
        }

        return found;
    }

    private static string Names(IReadOnlyList<Column> columns) => string.Join("", columns.Select(column => $", t.{column.Name}"));

    private static IReadOnlyList<string> Domains(string? website, string? domain)
    {
        var (site, own) = (Domain(website), Domain(domain));
        return site is null ? own is null ? [] : [own] : own is null || own == site ? [site] : [site, own];
    }

    private static string? Domain(string? value) =>
        value is not null && NormalizedValue.Of(ValueNormalization.Domain, value) is { Length: > 0 } domain ? domain : null;

    private static object?[] Values(NpgsqlDataReader reader, int first, IReadOnlyList<Column> columns)
    {
        var values = new object?[columns.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var at = first + index;
            values[index] = reader.IsDBNull(at) ? null : columns[index].Type switch
            {
                ColumnType.Text => reader.GetString(at),
                ColumnType.TextArray => reader.GetFieldValue<string[]>(at),
                ColumnType.BigInt => reader.GetInt64(at),
                _ => reader.GetFieldValue<DateTime>(at),
            };
        }

        return values;
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
