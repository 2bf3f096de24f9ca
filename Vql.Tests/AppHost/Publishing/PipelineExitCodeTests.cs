using System.Diagnostics;
using Vql.Testing.Files;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost.Publishing;

/// <summary>Tests of the AppHost without the Aspire CLI, as scripts run it.</summary>
public sealed class PipelineExitCodeTests
{
    [Theory]
    [InlineData("deploy", "The AppHost has no compute environment to deploy to.")]
    [InlineData("no-such-step", "no-such-step")]
    public async Task AppHost_WithAStepThatFails_EndsWithAnError(string step, string message)
    {
        // The AppHost runs from its own output folder. The one of the tests has different framework references.
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "Vql.Tests"), AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "Vql.AppHost", output, "Vql.AppHost.dll");
        var run = await ProgramRun.RunAsync(
            "dotnet", [program, "--operation", "publish", "--step", step], TestContext.Current.CancellationToken);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Output + run.Error, StringComparison.Ordinal);
    }
}
