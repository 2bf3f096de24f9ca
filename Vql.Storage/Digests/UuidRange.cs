namespace Vql.Storage.Digests;

/// <summary>The uuids from one up to before another, byte by byte.</summary>
/// <param name="From">The first; null for no bound.</param>
/// <param name="To">The first that is outside; null for no bound.</param>
public readonly record struct UuidRange(string? From, string? To)
{
    /// <summary>Every uuid.</summary>
    public static UuidRange All => default;
}
