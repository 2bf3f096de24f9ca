using System.Globalization;
using System.Text.Json;
using Npgsql;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>Exports any number of rows at one point in time.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The time provider for <c>now</c> in dates.</param>
public sealed class RowExport(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>
    /// Opens a cursor over the rows. A single statement reads them in one snapshot. The memory does not grow with the number of
    /// rows.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <param name="query">A validated query with an optional cursor. Its limit and page are ignored.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="limit">The maximum number of rows. Null for all.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<ExportCursor> OpenAsync(
        EntityFields entity, VqlQuery query, IReadOnlyList<Column> columns, long? limit, CancellationToken cancellationToken)
    {
        var statement = await SqlStatement.OpenAsync(source, time, entity, query, cancellationToken);
        try
        {
            await using var command = statement.CreateCommand(new Lists(statement).All(columns, limit));
            // An export has no timeout, because its duration depends on the client. The caller can cancel it.
            command.CommandTimeout = 0;
            return new ExportCursor(columns, statement, await command.ExecuteReaderAsync(cancellationToken));
        }
        catch
        {
            await statement.DisposeAsync();
            throw;
        }
    }
}

/// <summary>A forward-only cursor over the rows of an export.</summary>
public sealed class ExportCursor : IAsyncDisposable
{
    private readonly IReadOnlyList<Column> _columns;
    private readonly JsonEncodedText[] _names;
    private readonly SqlStatement _statement;
    private readonly NpgsqlDataReader _reader;

    internal ExportCursor(IReadOnlyList<Column> columns, SqlStatement statement, NpgsqlDataReader reader)
    {
        (_columns, _statement, _reader) = (columns, statement, reader);
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
    }

    /// <summary>The sort values of the current row, which are the cursor for the rows after it.</summary>
    public IReadOnlyList<string?> Place => _statement.Order.ReadCursor(_reader, _columns.Count);

    /// <summary>Advances to the next row.</summary>
    /// <returns>False if there are no more rows.</returns>
    /// <exception cref="NpgsqlException">The connection to the database is lost.</exception>
    public Task<bool> ReadAsync(CancellationToken cancellationToken) => _reader.ReadAsync(cancellationToken);

    /// <summary>Writes the current row as one JSON object.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var at = 0; at < _columns.Count; at++)
        {
            writer.WritePropertyName(_names[at]);
            if (_reader.IsDBNull(at))
            {
                writer.WriteNullValue();
            }
            else
            {
                ColumnJson.Write(writer, _reader, _columns[at].Type, at);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Returns a number of the current row, or null.</summary>
    /// <param name="at">The index of a column of type <see cref="ColumnType.BigInt"/>.</param>
    public long? Number(int at) => _reader.IsDBNull(at) ? null : _reader.GetInt64(at);

    /// <summary>
    /// Returns a value of the current row as text, or an empty text for null. Lists have the format that
    /// <see cref="ListRule.Clean(string?)"/> reads.
    /// </summary>
    /// <param name="at">The index of the column.</param>
    public string Text(int at) => _reader.IsDBNull(at) ? "" : _columns[at].Type switch
    {
        ColumnType.BigInt => _reader.GetInt64(at).ToString(CultureInfo.InvariantCulture),
        ColumnType.TextArray => ListRule.Join(TextList.Read(_reader, at)),
        ColumnType.Timestamp => ColumnJson.TextOf(_reader.GetDateTime(at)),
        _ => _reader.GetString(at),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _statement.DisposeAsync();
    }
}
