namespace Vql.Tests.Infrastructure;

/// <summary>Tests that begin when something has been loaded, and are skipped where it cannot be.</summary>
/// <param name="load">Ends when it is there.</param>
public abstract class LoadedTests(Func<Task> load) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await load();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
