using Aspire.Hosting.ApplicationModel;
using Vql.AppHost.Supervision;

namespace Vql.Tests.AppHost.Supervision;

public sealed class StackPartsTests
{
    [Theory]
    [InlineData("Waiting", null, false, PartStatus.Pending)]
    [InlineData("Running", null, false, PartStatus.Healthy)]
    [InlineData("Finished", 0, false, PartStatus.Finished)]
    [InlineData("Finished", 137, false, PartStatus.Failed)]
    [InlineData("Finished", -1, false, PartStatus.Failed)]
    [InlineData("Finished", 0, true, PartStatus.Stopped)]
    [InlineData("FailedToStart", null, false, PartStatus.Failed)]
    [InlineData("Restarting (1)", 137, false, PartStatus.Failed)]
    public void StatusOf_AState_IsWhatTheConsoleShows(string state, int? exitCode, bool isStopRequested, object expected)
    {
        var snapshot = new CustomResourceSnapshot { ResourceType = "test", Properties = [], State = state, ExitCode = exitCode };
        Assert.Equal((PartStatus)expected, StackParts.StatusOf(snapshot, isStopRequested));
    }

    [Theory]
    [InlineData(137, "exit code 137")]
    [InlineData(-1, "killed")]
    [InlineData(null, "FailedToStart")]
    public void DescribeExit_ExitCode_IsReadable(int? exitCode, string expected)
    {
        var snapshot = new CustomResourceSnapshot { ResourceType = "test", Properties = [], State = "FailedToStart", ExitCode = exitCode };
        Assert.Equal(expected, StackParts.DescribeExit(snapshot));
    }
}
