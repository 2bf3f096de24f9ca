namespace Vql.SearchNode.Documents;

/// <summary>The kinds of write operations.</summary>
internal enum WriteKind
{
    Index,
    Create,
    Delete,

    /// <summary>Merges a partial document into the current one. See <see cref="DocumentUpdate"/>.</summary>
    Update,
}

/// <summary>A write of one document.</summary>
/// <param name="Kind">The kind of operation.</param>
/// <param name="Id">The id of the document.</param>
/// <param name="Options">The conditions of the write.</param>
/// <param name="Source">The JSON source. Empty for a deletion.</param>
internal readonly record struct Write(WriteKind Kind, string Id, WriteOptions Options, ReadOnlyMemory<byte> Source);

/// <summary>The result of a write.</summary>
internal readonly record struct WriteResult(long Version, long SequenceNumber, bool Existed, long LogPosition);
