namespace Vql.Tests.Api.Contract;

/// <summary>Tests of the OpenAPI document on both paths, over rows of their own.</summary>
public abstract class LoadedContract(NodeBothWays ways) : IClassFixture<NodeBothWays>, IAsyncLifetime
{
    protected NodeBothWays Ways { get; } = ways;

    private protected ApiContract Contract { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Ways.Started;
        Contract = await ApiContract.ReadAsync(Ways.Search);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
