using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Vql.Tests.AppHost;

/// <summary>The whole stack of the AppHost, with little data.</summary>
public sealed class Stack : IAsyncLifetime
{
    public const int Contacts = 600;

    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(3);

    private readonly StackFolder _folder = new();
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;

    /// <summary>A folder for files of the tests.</summary>
    public string Folder => _folder.Root;

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        // Disposing of the builder also disposes of the services of the application.
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Vql_AppHost>(
            ["--topology", "embedded", "--state", _folder.State, "--api-port", "0", "--ops-port", "0", .. _folder.Data(Contacts)], token);
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

    /// <summary>
    /// Polls until a value is as expected, for state changes without a notification, such as a closing circuit breaker.
    /// </summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> read, Func<T, bool> isExpected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(RecoveryLimit);
        while (true)
        {
            var value = await read();
            if (isExpected(value))
            {
                return value;
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
