namespace Vql.Testing.Files;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    /// <summary>The path of the root folder.</summary>
    /// <exception cref="InvalidOperationException">The program does not run from a build in the repository.</exception>
    public static string Root => field ??= Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Vql.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("Run this program from a build in the repository.");
        }

        return folder;
    }
}
