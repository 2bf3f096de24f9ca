using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>The publication settings of a table in the system catalog.</summary>
/// <param name="Entity">The entity that the table stores.</param>
/// <param name="Id">The object identifier of the table, as in the WAL.</param>
/// <param name="IsPublished">Whether the publication contains the table.</param>
/// <param name="HasRowFilter">Whether a row filter excludes changes.</param>
/// <param name="HasColumnList">
/// Whether a column list excludes columns. PostgreSQL then rejects updates if the replica identity needs an excluded column.
/// </param>
/// <param name="LogsUuid">Whether the WAL contains the UUID of a deleted row.</param>
/// <param name="UuidIndex">The index that is suitable as replica identity; null if there is none.</param>
internal sealed record PublishedTable(
    EntityFields Entity, uint Id, bool IsPublished, bool HasRowFilter, bool HasColumnList, bool LogsUuid, string? UuidIndex);
