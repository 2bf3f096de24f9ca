using System.Globalization;
using System.Text.Json;
using Npgsql;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>Reads any number of rows, one after another, all of one moment.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The time provider for <c>now</c> in dates.</param>
public sealed class RowExport(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Begins to read. It is one statement, so one snapshot; memory does not grow with the rows.</summary>
    /// <param name="entity">Whose rows.</param>
    /// <param name="query">A validated query with its cursor; its limit and page mean nothing.</param>
    /// <param name="columns">What to read of each row.</param>
    /// <param name="limit">At most so many rows; null for all.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<ExportCursor> OpenAsync(
        EntityFields entity, VqlQuery query, IReadOnlyList<Column> columns, long? limit, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var parameters = new Parameters();
            var order = new KeysetOrder(entity, VqlOrder.Total(query.OrderBy));
            var compiler = await SqlCompiler.ForAsync(connection, entity, query.Where, time, parameters, cancellationToken);
            var conditions = compiler.Compile(query.Where).Sql;
            if (query.Cursor.Count > 0)
            {
                conditions += $" and {order.After(query.Cursor, parameters)}";
            }

            var selected = string.Join(", ", columns.Select(column => EntitySql.ReadExpression(column, $"{EntitySql.Row}.{column.Name}")));
            await using var command = new NpgsqlCommand(
                $"select {selected}, {order.Keys} from {EntitySql.From(entity)} where {conditions} " +
                $"order by {order.OrderBy} limit {limit?.ToString(CultureInfo.InvariantCulture) ?? "all"}", connection)
            {
                // As long as the reader reads; the caller's token bounds it.
                CommandTimeout = 0,
            };
            parameters.AddTo(command.Parameters);
            return new ExportCursor(columns, order, connection, await command.ExecuteReaderAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Rows one after another.</summary>
public sealed class ExportCursor : IAsyncDisposable
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly IReadOnlyList<Column> _columns;
    private readonly JsonEncodedText[] _names;
    private readonly KeysetOrder _order;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlDataReader _reader;

    internal ExportCursor(IReadOnlyList<Column> columns, KeysetOrder order, NpgsqlConnection connection, NpgsqlDataReader reader)
    {
        (_columns, _order, _connection, _reader) = (columns, order, connection, reader);
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
    }

    /// <summary>The place of the row that was read last, to go on after it.</summary>
    public IReadOnlyList<string?> Place => _order.ReadCursor(_reader, _columns.Count);

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="NpgsqlException">The database is gone.</exception>
    public Task<bool> ReadAsync(CancellationToken cancellationToken) => _reader.ReadAsync(cancellationToken);

    /// <summary>Writes the row as one JSON object, null for what is unknown.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var at = 0; at < _columns.Count; at++)
        {
            writer.WritePropertyName(_names[at]);
            switch (_columns[at].Type)
            {
                case var _ when _reader.IsDBNull(at):
                    writer.WriteNullValue();
                    break;
                case ColumnType.BigInt:
                    writer.WriteNumberValue(_reader.GetInt64(at));
                    break;
                case ColumnType.TextArray:
                    writer.WriteStartArray();
                    foreach (var element in TextList.Read(_reader, at))
                    {
                        writer.WriteStringValue(element);
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    writer.WriteStringValue(Text(at));
                    break;
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>A number of the row; null for an unknown one.</summary>
    /// <param name="at">Which column, of type <see cref="ColumnType.BigInt"/>.</param>
    public long? Number(int at) => _reader.IsDBNull(at) ? null : _reader.GetInt64(at);

    /// <summary>A value of the row as text, a list as <see cref="ListRule.Clean(string?)"/> reads it; empty for what is unknown.</summary>
    /// <param name="at">Which column.</param>
    public string Text(int at) => _reader.IsDBNull(at) ? "" : _columns[at].Type switch
    {
        ColumnType.BigInt => _reader.GetInt64(at).ToString(CultureInfo.InvariantCulture),
        ColumnType.TextArray => ListRule.Join(TextList.Read(_reader, at)),
        ColumnType.Timestamp => _reader.GetDateTime(at).ToString(TimestampFormat, CultureInfo.InvariantCulture),
        _ => _reader.GetString(at),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
