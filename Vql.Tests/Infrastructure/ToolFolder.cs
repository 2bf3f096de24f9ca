namespace Vql.Tests.Infrastructure;

/// <summary>The tools that tests compare with, which are no part of the product.</summary>
internal static class ToolFolder
{
    private const string Variable = "VQL_TOOLS";
    private const string Renounced = "none";

    /// <summary>Skips the test for want of a tool; on CI fails it, unless <c>VQL_TOOLS</c> is <c>none</c>.</summary>
    public static void Missing(string tool)
    {
        if (Environment.GetEnvironmentVariable(Variable) == Renounced)
        {
            Assert.Skip($"{Variable} is {Renounced}: the tool {tool} is done without");
        }

        Prerequisite.Missing(Advice(tool));
    }

    private static string Advice(string tool) =>
        $"the tool {tool} is not on this machine: let {Variable} name the folder that holds it, or put it into shared/tools beside the repository";

    /// <summary>A tool's path below <c>VQL_TOOLS</c>, or else below <c>shared/tools</c> beside the repository; null when it is in neither.</summary>
    public static string? Find(string tool)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        foreach (var candidate in folder is { Length: > 0 } ? [folder] : Beside())
        {
            var path = Path.Combine(candidate, tool);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static IEnumerable<string> Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "tools");
        }
    }
}
