namespace Vql.AppHost.Resources;

/// <summary>
/// A host of this repository that runs from its build output. A project resource needs an additional <c>dotnet run</c>
/// process, which costs 135 MB and more than a second of CPU time per start.
/// </summary>
/// <param name="name">The name of the resource.</param>
/// <param name="project">The name of the project of the host.</param>
internal sealed class HostProgramResource(string name, string project)
    : ExecutableResource(name, "dotnet", ProgramPath.FolderOf(project));

/// <summary>Adds hosts that run from their build output.</summary>
internal static class HostProgramExtensions
{
    /// <summary>
    /// Returns whether hosts run from their build output. They run as projects under <c>dotnet watch</c>, as replicas,
    /// in published files, and in an IDE, which attaches its debugger to projects only.
    /// </summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="replicas">The number of processes.</param>
    public static bool RunsPrograms(this IDistributedApplicationBuilder builder, int replicas = 1) =>
        builder.ExecutionContext.IsRunMode && replicas == 1
        && string.IsNullOrEmpty(builder.Configuration["DEBUG_SESSION_PORT"]) && string.IsNullOrEmpty(builder.Configuration["DOTNET_WATCH"]);

    /// <summary>Adds a host that runs from its build output.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="project">The name of the project of the host.</param>
    public static IResourceBuilder<HostProgramResource> AddHostProgram(
        this IDistributedApplicationBuilder builder, string name, string project) =>
        builder.AddResource(new HostProgramResource(name, project))
            .WithArgs(ProgramPath.Of(project))
            .WithOtlpExporter()
            .ExcludeFromManifest();
}
