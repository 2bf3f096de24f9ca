using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's own entry point and holds it where it builds the application, so that a test can
/// look at and change what was described.
/// </summary>
internal sealed class BuilderInterception(Assembly appHost)
{
    private static readonly AsyncLocal<BuilderInterception?> Flowing = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static BuilderInterception? Current => Flowing.Value;

    public Assembly AppHost { get; } = appHost;

    /// <summary>Ends when the test is done with the application.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Runs the entry point until it builds.</summary>
    public Task<DistributedApplicationBuilder> DescribeAsync(string[] args)
    {
        var entry = AppHost.EntryPoint ?? throw new InvalidOperationException($"{AppHost.GetName().Name} has no entry point.");
        // A thread of its own: it blocks where it builds.
        _ = Task.Factory.StartNew(
            () =>
            {
                Flowing.Value = this;
                try
                {
                    entry.Invoke(null, entry.GetParameters().Length == 0 ? null : [args]);
                    _described.TrySetException(new InvalidOperationException("The entry point ended without building an application."));
                }
                catch (TargetInvocationException exception)
                {
                    _described.TrySetException(exception.InnerException!);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return _described.Task;
    }

    /// <summary>Called by the entry point: waits until the test has the application built.</summary>
    public DistributedApplication Hold(DistributedApplicationBuilder builder)
    {
        _described.TrySetResult(builder);
        return _built.Task.GetAwaiter().GetResult();
    }

    /// <summary>Builds the application, for the test and the entry point.</summary>
    public DistributedApplication Build(DistributedApplicationBuilder builder)
    {
        Flowing.Value = this;
        var application = builder.BuildNow();
        Flowing.Value = null;
        _built.TrySetResult(application);
        return application;
    }

    public void Finish() => _finished.TrySetResult();
}
