namespace Vql.Tests.Api.Contract;

/// <summary>Tests of the OpenAPI document on both paths, over rows of their own.</summary>
public abstract class LoadedContract(NodeBothPaths paths) : IClassFixture<NodeBothPaths>, IAsyncLifetime
{
    protected NodeBothPaths Paths { get; } = paths;

    private protected ApiContract Contract { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Paths.Started;
        Contract = await ApiContract.ReadAsync(Paths.Search);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
