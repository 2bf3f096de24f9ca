using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>The kinds of changes.</summary>
internal enum ChangeKind
{
    /// <summary>The row with this UUID was written or deleted, or the UUID was its previous one.</summary>
    Row,

    /// <summary>All rows of the entity were deleted, or rows changed that the WAL does not identify.</summary>
    Truncation,

    /// <summary>The trace context of the transaction.</summary>
    Trace,

    /// <summary>All changes that were committed before the position have been delivered.</summary>
    Commit,
}

/// <summary>A change from the WAL: the key of a changed row, or the end of a transaction. It never contains row data.</summary>
internal readonly record struct Change
{
    public ChangeKind Kind { get; private init; }

    /// <summary>The entity of the changed rows.</summary>
    public Entity Entity { get; private init; }

    public string Uuid { get; private init; }

    /// <summary>The trace context, as a W3C <c>traceparent</c>.</summary>
    public string TraceParent => Uuid;

    /// <summary>The transaction id; 0 if the position is not the end of a transaction.</summary>
    public uint Transaction { get; private init; }

    public LogPosition Position { get; private init; }

    public static Change OfRow(Entity entity, string uuid, uint transaction) =>
        new() { Kind = ChangeKind.Row, Entity = entity, Uuid = uuid, Transaction = transaction };

    public static Change OfTable(Entity entity, uint transaction) =>
        new() { Kind = ChangeKind.Truncation, Entity = entity, Uuid = "", Transaction = transaction };

    public static Change OfTrace(string parent, uint transaction) =>
        new() { Kind = ChangeKind.Trace, Uuid = parent, Transaction = transaction };

    public static Change OfCommit(uint transaction, LogPosition position) =>
        new() { Kind = ChangeKind.Commit, Uuid = "", Transaction = transaction, Position = position };
}

/// <summary>A position in the WAL.</summary>
/// <param name="Lsn">The log sequence number.</param>
/// <param name="At">The commit time by the clock of the database; null if the WAL does not contain it.</param>
internal readonly record struct LogPosition(NpgsqlLogSequenceNumber Lsn, DateTime? At);
