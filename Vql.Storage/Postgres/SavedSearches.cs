using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>A saved search.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name, unique among the saved searches of the owner for the entity.</param>
/// <param name="Entity">The entity to search.</param>
/// <param name="Conditions">The conditions.</param>
/// <param name="CreatedAt">The time of creation.</param>
public sealed record SavedSearch(string Id, string Name, Entity Entity, SavedConditions Conditions, DateTimeOffset CreatedAt);

/// <summary>The conditions of a saved search.</summary>
/// <param name="Kind">The form of the conditions.</param>
/// <param name="Json">The conditions as JSON, as they were sent.</param>
public sealed record SavedConditions(SavedKind Kind, string Json);

/// <summary>The forms of the conditions of saved searches.</summary>
public enum SavedKind
{
    /// <summary>A VQL query.</summary>
    Query,

    /// <summary>Filters of the API.</summary>
    Filters,
}

/// <summary>Stores saved searches. Each owner can access only their own.</summary>
/// <param name="source">The database.</param>
public sealed class SavedSearches(NpgsqlDataSource source)
{
    private const string Columns = "id, name, entity, query::text, filters::text, created_at";

    /// <summary>Adds a saved search.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="name">The name, unique among the owner's saved searches for the entity.</param>
    /// <param name="entity">The entity to search.</param>
    /// <param name="conditions">The conditions.</param>
    /// <param name="maxCount">The maximum number of saved searches of an owner.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The saved search. Null if the name exists or the owner has the maximum number.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<SavedSearch?> AddAsync(
        string owner, string name, Entity entity, SavedConditions conditions, int maxCount, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            insert into saved_searches (id, owner, name, entity, {ColumnOf(conditions.Kind)})
            select $1, $2, $3, $4, $5 where (select count(*) from saved_searches where owner = $2) < $6
            on conflict (owner, entity, name) do nothing returning {Columns}
            """);
        Add(command, Guid.CreateVersion7().ToString("N"), owner, name, NameOf(entity));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = conditions.Json, NpgsqlDbType = NpgsqlDbType.Json });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maxCount });
        return (await ReadAsync(command, cancellationToken)) is [var added] ? added : null;
    }

    /// <summary>Returns the saved searches of an owner, newest first.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<SavedSearch>> ListAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select {Columns} from saved_searches where owner = $1 order by created_at desc, id desc");
        Add(command, owner);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Returns a saved search of an owner by its id, or null.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<SavedSearch?> FindAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from saved_searches where owner = $1 and id = $2");
        Add(command, owner, id);
        return (await ReadAsync(command, cancellationToken)) is [var found] ? found : null;
    }

    /// <summary>Deletes a saved search of an owner.</summary>
    /// <returns>False if it does not exist.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from saved_searches where owner = $1 and id = $2");
        Add(command, owner, id);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static string ColumnOf(SavedKind kind) => kind == SavedKind.Query ? "query" : "filters";

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
                await reader.IsDBNullAsync(3, cancellationToken)
                    ? new SavedConditions(SavedKind.Filters, reader.GetString(4))
                    : new SavedConditions(SavedKind.Query, reader.GetString(3)),
                new DateTimeOffset(reader.GetDateTime(5), TimeSpan.Zero)));
        }

        return found;
    }
}
