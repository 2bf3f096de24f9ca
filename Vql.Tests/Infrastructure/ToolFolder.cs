namespace Vql.Tests.Infrastructure;

/// <summary>The tools that tests compare with, which are no part of the product.</summary>
internal static class ToolFolder
{
    private const string Variable = "VQL_TOOLS";

    /// <summary>Why a tool was not found, and what to do about it.</summary>
    public static string Missing(string tool) =>
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
