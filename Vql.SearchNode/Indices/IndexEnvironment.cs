using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>What the indices of a node share.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Storage">Opens their files.</param>
/// <param name="RepairsLogs">Whether entries of a log that cannot be read are skipped.</param>
/// <param name="Logger">Receives failures.</param>
internal sealed record IndexEnvironment(TimeProvider Time, IndexStorage Storage, bool RepairsLogs, ILogger Logger)
{
    /// <summary>The limit of the memory of requests.</summary>
    public MemoryBreaker Memory { get; init; } = new(MemoryBreaker.DefaultLimit);
}
