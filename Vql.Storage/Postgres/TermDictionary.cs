using System.Data;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>
/// Maintains the term dictionary, which fuzzy words are compared with. Triggers add the words of rows. This class adds the words
/// of rows for which the triggers did not fire, because they are disabled or a subscription wrote the rows.
/// </summary>
/// <param name="source">The database.</param>
public sealed class TermDictionary(NpgsqlDataSource source)
{
    /// <summary>Adds the words of changed rows.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task AddAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"{Select(entity)} where uuid = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. uuids],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Counts the words of rows that are missing in the dictionary. Deleted rows do not count.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="repair">Whether to add the missing words.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> CountMissingAsync(EntityFields entity, bool repair, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);

        // Missing words are added by the function of the triggers. If they are only counted, the transaction is rolled back. A
        // single snapshot is used, in which the words of each visible row are visible, too.
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
        var additions = TextsOf(entity).Select(field =>
            $"vql_add_terms('{SourceOf(entity, field)}', array_agg(distinct {field.Column.Name}))");
        return $"select {string.Join(", ", additions)} from {entity.Table}";
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select count(*) from vql_terms where source = any($1)", connection)
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. TextsOf(entity).Select(field => SourceOf(entity, field))],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static IEnumerable<Field> TextsOf(EntityFields entity) =>
        entity.Fields.Where(field => field is { Kind: FieldKind.Text, OfCompany: false, IsComputed: false });

    private static string SourceOf(EntityFields entity, Field field) => $"{entity.Table}.{field.Column.Name}";
}
