using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>A query that somebody keeps.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its owner's name for it.</param>
/// <param name="Entity">What it lists.</param>
/// <param name="Query">The query, as it was sent.</param>
/// <param name="CreatedAt">Since when it is kept.</param>
public sealed record SavedSearch(string Id, string Name, Entity Entity, string Query, DateTimeOffset CreatedAt);

/// <summary>Keeps queries for their owners; nobody sees another's.</summary>
/// <param name="source">The database.</param>
public sealed class SavedSearches(NpgsqlDataSource source)
{
    private const string Columns = "id, name, entity, query::text, created_at";

    /// <summary>Keeps a query.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="name">Its name, which no other of the owner's for this entity has.</param>
    /// <param name="entity">What it lists.</param>
    /// <param name="query">The query, as JSON.</param>
    /// <param name="maxCount">At maxCount so many are an owner's.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Null when the owner has one of that name, or as many as he may.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<SavedSearch?> AddAsync(string owner, string name, Entity entity, string query, int maxCount, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            insert into saved_searches (id, owner, name, entity, query)
            select $1, $2, $3, $4, $5 where (select count(*) from saved_searches where owner = $2) < $6
            on conflict (owner, entity, name) do nothing returning {Columns}
            """);
        Add(command, Guid.CreateVersion7().ToString("N"), owner, name, NameOf(entity));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = query, NpgsqlDbType = NpgsqlDbType.Json });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maxCount });
        return (await ReadAsync(command, cancellationToken)) is [var added] ? added : null;
    }

    /// <summary>An owner's queries, the newest first.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<SavedSearch>> ListAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from saved_searches where owner = $1 order by created_at desc, id desc");
        Add(command, owner);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>One of an owner's queries; null when there is none of that identity.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<SavedSearch?> FindAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from saved_searches where owner = $1 and id = $2");
        Add(command, owner, id);
        return (await ReadAsync(command, cancellationToken)) is [var found] ? found : null;
    }

    /// <summary>Forgets one of an owner's queries.</summary>
    /// <returns>Whether there was one of that identity.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from saved_searches where owner = $1 and id = $2");
        Add(command, owner, id);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static string NameOf(Entity entity) => entity == Entity.Contact ? "contact" : "company";

    private static void Add(NpgsqlCommand command, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }
    }

    private static async Task<List<SavedSearch>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<SavedSearch>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new SavedSearch(
                reader.GetString(0), reader.GetString(1), reader.GetString(2) == NameOf(Entity.Contact) ? Entity.Contact : Entity.Company,
                reader.GetString(3), new DateTimeOffset(reader.GetDateTime(4), TimeSpan.Zero)));
        }

        return found;
    }
}
