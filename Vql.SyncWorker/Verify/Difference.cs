namespace Vql.SyncWorker.Verify;

/// <summary>The kinds of differences between a document and its row.</summary>
internal enum DifferenceKind
{
    /// <summary>A row without a document.</summary>
    Missing,

    /// <summary>A document without a row.</summary>
    Extra,

    /// <summary>The row changed after the document was written.</summary>
    Stale,

    /// <summary>The document contains values that its row never had, or its version is ahead of the database.</summary>
    Different,
}

/// <summary>A document that differs from its row.</summary>
internal sealed record Difference(string Uuid, DifferenceKind Kind, long Version);

/// <summary>
/// The observed state of a document and its row that differ. If the same state is observed again after the stream has passed
/// all earlier commits, the difference is not a pending change.
/// </summary>
/// <param name="Row">The digest of the expected document; null if there is no row.</param>
/// <param name="Document">The digest of the document; null if there is none.</param>
/// <param name="Version">The version of the document.</param>
internal readonly record struct Observation(long? Row, long? Document, long Version);
