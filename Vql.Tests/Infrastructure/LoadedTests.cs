namespace Vql.Tests.Infrastructure;

/// <summary>Tests that run after something has been loaded, and are skipped if it cannot be loaded.</summary>
/// <param name="load">Loads it.</param>
public abstract class LoadedTests(Func<Task> load) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await load();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
