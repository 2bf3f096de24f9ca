using System.Data;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>
/// A statement for the rows that match a query: its connection, the normal form of the query with its analyzed words, and the
/// parameters. <c>DslCompiler</c> compiles the same normal form to DSL.
/// </summary>
internal sealed class SqlStatement : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private SqlStatement(NpgsqlConnection connection, EntityFields entity, VqlQuery query, QueryWords words, DateTimeOffset now)
    {
        (_connection, Entity, Query) = (connection, entity, query);
        Conditions = new Conditions(entity, words, now, Parameters);
        Order = new Order(entity, VqlOrder.Total(query.OrderBy), Conditions);
    }

    /// <summary>The entity.</summary>
    public EntityFields Entity { get; }

    /// <summary>The query, with its conditions in their normal form.</summary>
    public VqlQuery Query { get; }

    /// <summary>The total order of the query.</summary>
    public Order Order { get; }

    /// <summary>Writes conditions, whose values are added to <see cref="Parameters"/>.</summary>
    public Conditions Conditions { get; }

    /// <summary>The parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>Opens a connection and analyzes the texts of a query.</summary>
    /// <param name="source">The database.</param>
    /// <param name="time">The time provider for <c>now</c> in dates.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="query">A validated query.</param>
    /// <param name="cancellationToken">Cancels the analysis, also in the database.</param>
    public static async Task<SqlStatement> OpenAsync(
        NpgsqlDataSource source, TimeProvider time, EntityFields entity, VqlQuery query, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            query = NormalForm.Of(entity, query);
            var words = await QueryWords.AnalyzeAsync(connection, entity, query.Conditions, cancellationToken);
            return new SqlStatement(connection, entity, query, words, time.GetUtcNow());
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction, in which all statements read the same rows.</summary>
    public ValueTask<NpgsqlTransaction> BeginSnapshotAsync(CancellationToken cancellationToken) =>
        _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    /// <summary>Creates a command with the parameters.</summary>
    public NpgsqlCommand CreateCommand(string sql)
    {
        var command = new NpgsqlCommand(sql, _connection);
        Parameters.AddTo(command.Parameters);
        return command;
    }

    /// <summary>Executes a statement and reads its rows.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
