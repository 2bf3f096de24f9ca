using System.Diagnostics.CodeAnalysis;
using Vql.Testing.Files;

namespace Vql.Tests.Infrastructure;

/// <summary>Reports a missing prerequisite of a test. The test is skipped, or fails on CI.</summary>
internal static class Prerequisite
{
    private const string NoTools = "none";

    [DoesNotReturn]
    public static void Missing(string reason)
    {
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.Skip(reason);
    }

    /// <summary>
    /// Returns the path of a tool. Skips the test if it is not installed. On CI, the test fails unless <c>VQL_TOOLS</c> is
    /// <c>none</c>.
    /// </summary>
    /// <param name="tool">The path below the tools folder.</param>
    public static string Tool(string tool)
    {
        if (ToolFolder.Find(tool) is { } path)
        {
            return path;
        }

        if (Environment.GetEnvironmentVariable(ToolFolder.Variable) == NoTools)
        {
            Assert.Skip($"{ToolFolder.Variable} is {NoTools}: tests with the tool {tool} are skipped.");
        }

        Missing($"The tool {tool} is not installed. Set {ToolFolder.Variable} to the folder that contains it, "
            + "or add it to shared/tools beside the repository.");
        return "";
    }
}
