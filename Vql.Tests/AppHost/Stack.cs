using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Vql.Tests.AppHost;

/// <summary>The whole stack as the AppHost describes it, with little data.</summary>
public sealed class Stack : IAsyncLifetime
{
    public const int Contacts = 600;

    private static readonly TimeSpan WayBack = TimeSpan.FromMinutes(3);

    private readonly StackFolder _folder = new();
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;

    /// <summary>A folder for files of the tests.</summary>
    public string Folder => _folder.Root;

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        // Disposing of the builder disposes of the services of the application as well.
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Vql_AppHost>(
            ["--topology", "embedded", "--state", _folder.State, "--api-port", "0", .. _folder.Data(Contacts)], token);
        _app = await _builder.BuildAsync(token);
        await _app.StartAsync(token);
        foreach (var name in new[] { "connectra", "api", "sync-worker" })
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Repeats a look until it shows what is wanted: the circuit closes with time, and nothing tells when.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> isWanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(WayBack);
        while (true)
        {
            var seen = await look();
            if (isWanted(seen))
            {
                return seen;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
        }
    }
}

/// <summary>The tests that share one running stack. They run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<Stack>
{
    public const string Name = "stack";
}
