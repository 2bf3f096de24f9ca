using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>Tests of the document on both ways.</summary>
public abstract class LoadedContract(ContractWays ways) : LoadedTests(() => ways.Loaded)
{
    protected ContractWays Ways { get; } = ways;
}
