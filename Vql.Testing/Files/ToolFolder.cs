namespace Vql.Testing.Files;

/// <summary>Locates external tools.</summary>
internal static class ToolFolder
{
    /// <summary>The environment variable with the path of the folder.</summary>
    public const string Variable = "VQL_TOOLS";

    /// <summary>
    /// Returns the path of a tool below <c>VQL_TOOLS</c>, or below <c>shared/tools</c> beside the repository. Null if
    /// it does not exist.
    /// </summary>
    /// <param name="tool">The path below the folder.</param>
    public static string? Find(string tool)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        return (folder is { Length: > 0 } ? [folder] : DefaultFolders())
            .Select(candidate => Path.Combine(candidate, tool)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> DefaultFolders()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "tools");
        }
    }
}
