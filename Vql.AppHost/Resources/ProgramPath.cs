using System.Reflection;

namespace Vql.AppHost.Resources;

/// <summary>The build output of the programs that the AppHost runs. The build writes it into this assembly.</summary>
internal static class ProgramPath
{
    public const string EmbeddedPostgres = "Vql.EmbeddedPostgres";
    public const string SearchNode = "Vql.SearchNode";
    public const string SyncWorker = "Vql.SyncWorker";

    private const string Prefix = "ProgramPath:";

    /// <summary>Returns the full path of a project's assembly.</summary>
    /// <param name="project">The project's name.</param>
    public static string Of(string project) =>
        typeof(ProgramPath).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == Prefix + project).Value!;

    /// <summary>Returns the folder of a project's assembly.</summary>
    /// <param name="project">The project's name.</param>
    public static string FolderOf(string project) => Path.GetDirectoryName(Of(project))!;
}
