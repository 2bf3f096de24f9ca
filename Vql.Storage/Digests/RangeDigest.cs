using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vql.Storage.Digests;

/// <summary>
/// What a range of documents comes to, whatever order they are read in: how many, and the exclusive or of the
/// first 64 bits of each one's SHA-256. PostgreSQL computes the same of the documents its rows should have.
/// </summary>
/// <param name="Count">How many documents.</param>
/// <param name="Value">Their digests as one.</param>
public readonly record struct RangeDigest(long Count, long Value)
{
    /// <summary>The digest with one more document.</summary>
    /// <param name="document">Its JSON, byte by byte.</param>
    public RangeDigest With(ReadOnlySpan<byte> document) => new(Count + 1, Value ^ Of(document));

    /// <summary>The digest of two ranges together.</summary>
    public RangeDigest With(RangeDigest other) => new(Count + other.Count, Value ^ other.Value);

    /// <summary>The digest of one document.</summary>
    public static long Of(ReadOnlySpan<byte> document)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
