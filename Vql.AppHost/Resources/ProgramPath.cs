using System.Reflection;

namespace Vql.AppHost.Resources;

/// <summary>The paths of the programs that the AppHost runs. The build writes them into this assembly.</summary>
internal static class ProgramPath
{
    public const string EmbeddedPostgres = "Vql.EmbeddedPostgres";
    public const string SearchNode = "Vql.SearchNode";
    public const string SyncWorker = "Vql.SyncWorker";
    public const string Connectra = "Vql.Connectra";
    public const string Api = "Vql.Api";
    public const string Dashboard = "Vql.Dashboard";

    private const string Prefix = "ProgramPath:";

    /// <summary>Returns the full path of the assembly of a project.</summary>
    /// <param name="project">The name of the project.</param>
    /// <exception cref="DistributedApplicationException">The assembly does not exist.</exception>
    public static string Of(string project)
    {
        var path = typeof(ProgramPath).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == Prefix + project).Value!;
        return File.Exists(path)
            ? path
            : throw new DistributedApplicationException($"{path} does not exist. Build the AppHost: dotnet build Vql.AppHost");
    }

    /// <summary>Returns the folder of the assembly of a project.</summary>
    /// <param name="project">The name of the project.</param>
    public static string FolderOf(string project) => Path.GetDirectoryName(Of(project))!;
}
