using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Vql.AppHost.Commands;

namespace Vql.Tests.AppHost.Commands;

public sealed class RunningCommandsTests
{
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhileOneOfTheSameKindIsRunning_IsRejected()
    {
        var commands = new RunningCommands(_lifetime);
        var end = new TaskCompletionSource();
        var first = commands.RunAsync("verification", "Verify", _ => SucceedAfter(end.Task), Token);

        var second = await commands.RunAsync("verification", "Repair", _ => SucceedAfter(Task.CompletedTask), Token);
        var other = await commands.RunAsync("import", "Import CSV file", _ => SucceedAfter(Task.CompletedTask), Token);
        end.SetResult();

        Assert.False(second.Success);
        Assert.Equal("'Verify' is already running. Wait until it has finished, then run 'Repair'.", second.Message);
        Assert.True(other.Success);
        Assert.True((await first).Success);
        Assert.True((await commands.RunAsync("verification", "Repair", _ => SucceedAfter(Task.CompletedTask), Token)).Success);
    }

    [Fact]
    public async Task Run_WhenTheAppHostStops_IsCanceled()
    {
        var commands = new RunningCommands(_lifetime);
        var run = commands.RunAsync("verification", "Verify", CanceledAsync, Token);

        _lifetime.StopApplication();

        Assert.True((await run).Canceled);
    }

    [Fact]
    public async Task Cancel_WithRunningCommands_WaitsForTheirEndAndNamesThem()
    {
        var commands = new RunningCommands(_lifetime);
        var run = commands.RunAsync("verification", "Verify", CanceledAsync, Token);

        Assert.Equal(["Verify"], await commands.CancelAsync());

        Assert.True(run.IsCompleted || (await run).Canceled);
        Assert.Empty(await commands.CancelAsync());
    }

    private static async Task<ExecuteCommandResult> SucceedAfter(Task task)
    {
        await task;
        return CommandResults.Success();
    }

    private static async Task<ExecuteCommandResult> CanceledAsync(CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource();
        await using (cancellationToken.Register(canceled.SetResult))
        {
            await canceled.Task;
        }

        return CommandResults.Canceled();
    }
}
