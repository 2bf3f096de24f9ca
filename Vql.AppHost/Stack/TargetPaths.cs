using System.Reflection;

namespace Vql.AppHost.Stack;

/// <summary>The assemblies of the projects that the AppHost starts itself, in their own output folders.</summary>
internal static class TargetPaths
{
    private const string KeyPrefix = "TargetPath:";

    /// <summary>Returns the path of a project's assembly, as the build of the AppHost recorded it.</summary>
    /// <exception cref="DistributedApplicationException">The assembly does not exist.</exception>
    public static string Of(string project)
    {
        var path = typeof(TargetPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == KeyPrefix + project).Value!;
        return File.Exists(path)
            ? path
            : throw new DistributedApplicationException($"{path} does not exist. Build the AppHost: dotnet build Vql.AppHost");
    }
}
