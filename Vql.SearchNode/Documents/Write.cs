namespace Vql.SearchNode.Documents;

/// <summary>The kinds of write operations.</summary>
internal enum WriteKind
{
    Index,
    Create,
    Delete,
}

/// <summary>A write of one document.</summary>
/// <param name="Kind">The kind of operation.</param>
/// <param name="Id">The id of the document.</param>
/// <param name="ExternalVersion">The external version. Null to increment the current version.</param>
/// <param name="AllowsEqual">Whether an external version equal to the current one is accepted.</param>
/// <param name="Source">The JSON source. Empty for a deletion.</param>
internal readonly record struct Write(WriteKind Kind, string Id, long? ExternalVersion, bool AllowsEqual, ReadOnlyMemory<byte> Source);

/// <summary>The result of a write.</summary>
internal readonly record struct WriteResult(long Version, bool Existed, long LogPosition);
