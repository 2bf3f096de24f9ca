using System.Data;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>
/// The words in use, which fuzzy words are compared with. Triggers add them; where those did not fire, because somebody
/// disabled them or a subscription wrote the rows, this class does.
/// </summary>
/// <param name="source">The database.</param>
public sealed class TermDictionary(NpgsqlDataSource source)
{
    /// <summary>Adds the words of rows that have changed.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task AddAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"{Select(entity)} where uuid = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. uuids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Counts the words of living rows that the dictionary lacks.</summary>
    /// <param name="entity">Whose rows.</param>
    /// <param name="repair">Whether they are added.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> CountMissingAsync(EntityFields entity, bool repair, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // They are added by the function that the triggers use, and taken back where they are only counted. In one
        // snapshot: a row that is visible has its words visible with it.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var before = await CountAsync(connection, entity, cancellationToken);
        await using (var add = new NpgsqlCommand($"{Select(entity)} where deleted_at is null", connection) { CommandTimeout = 0 })
        {
            await add.ExecuteNonQueryAsync(cancellationToken);
        }

        var missing = await CountAsync(connection, entity, cancellationToken) - before;
        await (repair ? transaction.CommitAsync(cancellationToken) : transaction.RollbackAsync(cancellationToken));
        return missing;
    }

    private static string Select(EntityFields entity)
    {
        var additions = TextsOf(entity).Select(field => $"vql_add_terms('{SourceOf(entity, field)}', array_agg(distinct {field.Column.Name}))");
        return $"select {string.Join(", ", additions)} from {entity.Table}";
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select count(*) from vql_terms where source = any($1)", connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. TextsOf(entity).Select(field => SourceOf(entity, field))],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static IEnumerable<Field> TextsOf(EntityFields entity) =>
        entity.Fields.Where(field => field is { Kind: FieldKind.Text, OfCompany: false, OfSymbols: false });

    private static string SourceOf(EntityFields entity, Field field) => $"{entity.Table}.{field.Column.Name}";
}
