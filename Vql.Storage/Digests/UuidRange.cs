namespace Vql.Storage.Digests;

/// <summary>A half-open range of UUIDs in byte order.</summary>
/// <param name="From">The inclusive lower bound. Null for none.</param>
/// <param name="To">The exclusive upper bound. Null for none.</param>
public readonly record struct UuidRange(string? From, string? To)
{
    /// <summary>The range of all UUIDs.</summary>
    public static UuidRange All => default;
}
