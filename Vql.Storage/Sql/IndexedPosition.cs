using Vql.Core.Documents;

namespace Vql.Storage.Sql;

/// <summary>SQL for the position of the index in the table <c>sync_state</c>.</summary>
internal static class IndexedPosition
{
    /// <summary>
    /// The expression of the position. It is null if a worker with other fields published it, for example an old one that still
    /// runs during an upgrade: documents may lack fields that this version searches. A worker of a version without fingerprints
    /// moves only the position, so that the fingerprint belongs to another one.
    /// </summary>
    public static readonly string Lsn = $"(case when document_fields = {FieldsAt("indexed_lsn")} then indexed_lsn end)";

    /// <summary>Returns the expression of the fingerprint of the fields at a position.</summary>
    public static string FieldsAt(string lsn) => $"'{DocumentFields.Fingerprint} ' || {lsn}::text";
}
