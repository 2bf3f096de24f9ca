using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>What a change is.</summary>
internal enum ChangeKind
{
    /// <summary>The row with that uuid was written, or deleted, or had that uuid before.</summary>
    Row,

    /// <summary>All rows of the entity went at once, or some went that the log does not name.</summary>
    Truncation,

    /// <summary>The transaction belongs to a trace.</summary>
    Trace,

    /// <summary>Everything committed up to that position has been delivered.</summary>
    Commit,
}

/// <summary>One piece of the log: a key of a row that changed, or the end of a transaction. Never a row's content.</summary>
internal readonly record struct Change
{
    public ChangeKind Kind { get; private init; }

    /// <summary>Whose rows changed.</summary>
    public Entity Entity { get; private init; }

    public string Uuid { get; private init; }

    /// <summary>Whose trace it is, as a W3C <c>traceparent</c>.</summary>
    public string TraceParent => Uuid;

    /// <summary>The transaction; 0 when the position is no transaction's end.</summary>
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

/// <summary>A place in the log.</summary>
/// <param name="Lsn">Everything committed before it.</param>
/// <param name="At">When, by the database's clock; null where the log does not say.</param>
internal readonly record struct LogPosition(NpgsqlLogSequenceNumber Lsn, DateTime? At);
