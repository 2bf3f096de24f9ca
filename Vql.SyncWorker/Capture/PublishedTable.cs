using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>A table and how the publication has its changes, as the catalog says.</summary>
/// <param name="Entity">Whose rows are in it.</param>
/// <param name="Id">The table's object identifier, by which the log names it.</param>
/// <param name="IsPublished">Whether it is in the publication.</param>
/// <param name="HasRowFilter">Whether changes of some rows are left out.</param>
/// <param name="HasColumnList">Whether some columns are left out. PostgreSQL then rejects updates under a replica identity of others.</param>
/// <param name="NamesUuid">Whether the log names a deleted row by its uuid.</param>
/// <param name="UuidIndex">The index that can be its replica identity; null when there is none.</param>
internal sealed record PublishedTable(
    EntityFields Entity, uint Id, bool IsPublished, bool HasRowFilter, bool HasColumnList, bool NamesUuid, string? UuidIndex);
