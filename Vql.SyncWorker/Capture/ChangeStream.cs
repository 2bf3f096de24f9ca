using System.Threading.Channels;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;
using OpenTelemetry;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Capture;

/// <summary>Streams the keys of changed rows from the replication slot, in the commit order of their transactions.</summary>
/// <param name="connectionString">The connection string of the database.</param>
/// <param name="options">The slot and the publication.</param>
/// <param name="tables">The captured tables by their object identifiers. Changes of other published tables are skipped.</param>
internal sealed class ChangeStream(string connectionString, CaptureOptions options, IReadOnlyDictionary<uint, Entity> tables)
{
    /// <summary>
    /// The prefix of messages that mark a position in the WAL. Messages with other prefixes, such as those for document
    /// versions, are skipped.
    /// </summary>
    public const string MarkPrefix = "vql";

    private const string KeyColumn = "uuid";

    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<uint, KeyLog> _streamed = [];
    private LogicalReplicationConnection? _connection;
    private uint _transaction;
    private bool _inStreamedBlock;
    private bool _isEmpty;

    /// <summary>Confirms a position with the next status update, so that the server can remove the WAL before it.</summary>
    public void Confirm(NpgsqlLogSequenceNumber position) => _connection?.SetReplicationStatus(position);

    /// <summary>Streams until the operation is canceled or the connection is lost.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task RunAsync(ChannelWriter<Change> output, CancellationToken cancellationToken)
    {
        await using var connection = new LogicalReplicationConnection(connectionString)
        {
            WalReceiverStatusInterval = StatusInterval,
            WalReceiverTimeout = SilenceLimit,
        };
        // Replication connections have no tracing options, and the stream is not part of a trace.
        using (SuppressInstrumentationScope.Begin())
        {
            await connection.Open(cancellationToken);
        }

        _connection = connection;
        try
        {
            var messages = connection.StartReplication(
                new PgOutputReplicationSlot(options.Slot),
                new PgOutputReplicationOptions(
                    options.Publication, PgOutputProtocolVersion.V2, binary: false, streamingMode: PgOutputStreamingMode.On,
                    messages: true),
                cancellationToken);
            await foreach (var message in messages.WithCancellation(cancellationToken))
            {
                await ProcessAsync(message, output, cancellationToken);
            }
        }
        // Npgsql throws this if a connection closes during a read or a status update: https://github.com/npgsql/npgsql/pull/6630
        catch (NullReferenceException exception) when (exception.Source == typeof(NpgsqlConnection).Assembly.GetName().Name)
        {
            throw new IOException("The replication connection was lost", exception);
        }
        finally
        {
            _connection = null;
            foreach (var log in _streamed.Values)
            {
                log.Dispose();
            }

            _streamed.Clear();
        }
    }

    private async ValueTask ProcessAsync(
        PgOutputReplicationMessage message, ChannelWriter<Change> output, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case BeginMessage begin when begin.TransactionXid is { } xid:
                _transaction = xid;
                _isEmpty = true;
                break;
            case LogicalDecodingMessage { Prefix: MarkPrefix }:
                _isEmpty = false;
                break;
            case LogicalDecodingMessage { Prefix: TraceMark.Prefix } trace:
                using (var content = new StreamReader(trace.Data))
                {
                    var parent = await content.ReadToEndAsync(cancellationToken);
                    await AddAsync(Change.OfTrace(parent, _transaction), output, cancellationToken);
                }

                break;
            // PostgreSQL 14 also sends empty transactions, such as those of this worker that store the position.
            case CommitMessage when _isEmpty:
                break;
            case CommitMessage commit:
                await output.WriteAsync(
                    Change.OfCommit(_transaction, new LogPosition(commit.TransactionEndLsn, commit.TransactionCommitTimestamp)),
                    cancellationToken);
                break;
            case StreamStartMessage start when start.TransactionXid is { } xid:
                _transaction = xid;
                _inStreamedBlock = true;
                _streamed.TryAdd(xid, new KeyLog());
                break;
            case StreamStopMessage:
                _inStreamedBlock = false;
                break;
            case StreamAbortMessage abort:
                Abort(abort);
                break;
            case StreamCommitMessage commit when commit.TransactionXid is { } xid:
                await ReplayAsync(xid, output, cancellationToken);
                await output.WriteAsync(
                    Change.OfCommit(xid, new LogPosition(commit.TransactionEndLsn, commit.TransactionCommitTimestamp)),
                    cancellationToken);
                break;
            case InsertMessage insert:
                await ProcessRowAsync(insert.Relation, insert.NewRow, output, cancellationToken);
                break;
            case IndexUpdateMessage update:
                await ProcessRowAsync(update.Relation, update.Key, output, cancellationToken);
                await ProcessRowAsync(update.Relation, update.NewRow, output, cancellationToken);
                break;
            case FullUpdateMessage update:
                await ProcessRowAsync(update.Relation, update.OldRow, output, cancellationToken);
                await ProcessRowAsync(update.Relation, update.NewRow, output, cancellationToken);
                break;
            case UpdateMessage update:
                await ProcessRowAsync(update.Relation, update.NewRow, output, cancellationToken);
                break;
            case KeyDeleteMessage delete:
                await ProcessRowAsync(delete.Relation, delete.Key, output, cancellationToken);
                break;
            case FullDeleteMessage delete:
                await ProcessRowAsync(delete.Relation, delete.OldRow, output, cancellationToken);
                break;
            case TruncateMessage truncate:
                foreach (var relation in truncate.Relations)
                {
                    if (tables.TryGetValue(relation.RelationId, out var entity))
                    {
                        await AddAsync(Change.OfTable(entity, _transaction), output, cancellationToken);
                    }
                }

                break;
            default:
                break;
        }
    }

    // The keys of an aborted subtransaction are kept. Their rows are read unnecessarily, which is harmless.
    private void Abort(StreamAbortMessage abort)
    {
        if (abort.TransactionXid == abort.SubtransactionXid && abort.TransactionXid is { } xid && _streamed.Remove(xid, out var log))
        {
            log.Dispose();
        }
    }

    private async ValueTask ReplayAsync(uint transaction, ChannelWriter<Change> output, CancellationToken cancellationToken)
    {
        if (!_streamed.Remove(transaction, out var log))
        {
            return;
        }

        using (log)
        {
            foreach (var change in log.Read(transaction))
            {
                await output.WriteAsync(change, cancellationToken);
            }
        }
    }

    private async ValueTask ProcessRowAsync(
        RelationMessage relation, ReplicationTuple row, ChannelWriter<Change> output, CancellationToken cancellationToken)
    {
        if (!tables.TryGetValue(relation.RelationId, out var entity))
        {
            return;
        }

        var (column, hasKey) = (0, false);
        await foreach (var value in row.WithCancellation(cancellationToken))
        {
            if (relation.Columns[column++].ColumnName == KeyColumn && !value.IsDBNull)
            {
                hasKey = true;
                await AddAsync(Change.OfRow(entity, await value.Get<string>(cancellationToken), _transaction), output, cancellationToken);
            }
        }

        // With another replica identity, the WAL does not contain the UUID. Only a comparison finds the changed rows.
        if (!hasKey)
        {
            await AddAsync(Change.OfTable(entity, _transaction), output, cancellationToken);
        }
    }

    private ValueTask AddAsync(Change change, ChannelWriter<Change> output, CancellationToken cancellationToken)
    {
        if (!_inStreamedBlock)
        {
            _isEmpty = false;
            return output.WriteAsync(change, cancellationToken);
        }

        _streamed[_transaction].Add(change);
        return ValueTask.CompletedTask;
    }
}
