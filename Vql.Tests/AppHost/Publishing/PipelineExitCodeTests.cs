using System.Diagnostics;
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
        var token = TestContext.Current.CancellationToken;
        // The AppHost runs from its own output folder. The one of the tests has different framework references.
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "Vql.Tests"), AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "Vql.AppHost", output, "Vql.AppHost.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--operation", "publish", "--step", step])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(token);
        var written = await process.StandardOutput.ReadToEndAsync(token) + await error;
        await process.WaitForExitAsync(token);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(message, written, StringComparison.Ordinal);
    }
}
