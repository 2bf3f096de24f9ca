namespace Vql.SyncWorker.Verify;

/// <summary>How a document and its row differ.</summary>
internal enum DifferenceKind
{
    /// <summary>A row without a document.</summary>
    Missing,

    /// <summary>A document without a row.</summary>
    Extra,

    /// <summary>The row changed since the document was read from it.</summary>
    Stale,

    /// <summary>The document holds what its row did not when it was read, or has a version ahead of the database.</summary>
    Different,
}

/// <summary>A document that is not what its row is.</summary>
internal sealed record Difference(string Uuid, DifferenceKind Kind, long Version);

/// <summary>
/// A document and its row as they were seen to differ. Seen the same again, after the stream passed all that
/// was committed when it was seen first, it is no change under way.
/// </summary>
/// <param name="Row">The digest of the document that the row should have; null when there is no row.</param>
/// <param name="Document">The digest of the document; null when there is none.</param>
/// <param name="Version">The document's version.</param>
internal readonly record struct Sighting(long? Row, long? Document, long Version);
