using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vql.Storage.Digests;

/// <summary>
/// The digest of a range of documents, which is independent of their order: the number of documents, and the exclusive or of
/// the first 64 bits of their SHA-256 hashes.
/// </summary>
/// <param name="Count">The number of documents.</param>
/// <param name="Value">The combined hashes.</param>
public readonly record struct RangeDigest(long Count, long Value)
{
    /// <summary>Returns the digest with another document.</summary>
    /// <param name="document">The exact bytes of the document's JSON.</param>
    public RangeDigest With(ReadOnlySpan<byte> document) => new(Count + 1, Value ^ Of(document));

    /// <summary>Returns the combined digest of two ranges.</summary>
    public RangeDigest With(RangeDigest other) => new(Count + other.Count, Value ^ other.Value);

    /// <summary>Returns the hash of a document.</summary>
    public static long Of(ReadOnlySpan<byte> document)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
