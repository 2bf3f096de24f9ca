namespace Vql.Tests.Infrastructure;

/// <summary>Locates the external tools that tests use.</summary>
internal static class ToolFolder
{
    private const string Variable = "VQL_TOOLS";
    private const string Disabled = "none";

    /// <summary>
    /// Skips the test because a tool is missing. On CI, the test fails unless <c>VQL_TOOLS</c> is <c>none</c>.
    /// </summary>
    public static void Missing(string tool)
    {
        if (Environment.GetEnvironmentVariable(Variable) == Disabled)
        {
            Assert.Skip($"{Variable} is {Disabled}: tests with the tool {tool} are skipped.");
        }

        Prerequisite.Missing(Advice(tool));
    }

    private static string Advice(string tool) =>
        $"The tool {tool} is not installed. Set {Variable} to the folder that contains it, "
        + "or add it to shared/tools beside the repository.";

    /// <summary>
    /// Returns the path of a tool below <c>VQL_TOOLS</c>, or below <c>shared/tools</c> beside the repository. Null if
    /// it does not exist.
    /// </summary>
    public static string? Find(string tool)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        foreach (var candidate in folder is { Length: > 0 } ? [folder] : DefaultFolders())
        {
            var path = Path.Combine(candidate, tool);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static IEnumerable<string> DefaultFolders()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "tools");
        }
    }
}
