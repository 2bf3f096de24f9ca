using Vql.Core.Documents;

namespace Vql.Storage.Sql;

/// <summary>SQL for the position of the index in the table <c>sync_state</c>.</summary>
internal static class IndexedPosition
{
    /// <summary>
    /// The expression of the position. It is null if a worker with other fields published it, for example an old one that still
    /// runs during an upgrade: documents may lack fields that this version searches.
    /// </summary>
    public static readonly string Lsn = $"(case when document_fields = '{DocumentFields.Fingerprint}' then indexed_lsn end)";
}
