namespace Vql.AppHost.Resources;

/// <summary>
/// A host of this repository that runs from its build output. As a project it would have a <c>dotnet run</c> process beside it, which
/// costs 135 MB and more than a second of processor time at each start.
/// </summary>
/// <param name="name">The resource's name.</param>
/// <param name="project">The name of the host's project.</param>
internal sealed class HostProgramResource(string name, string project)
    : ExecutableResource(name, "dotnet", ProgramPath.FolderOf(project));

/// <summary>Adds hosts that run from their build output.</summary>
internal static class HostProgramExtensions
{
    /// <summary>
    /// Whether hosts run from their build output. As projects they run in an IDE, which attaches its debugger to projects only, under
    /// <c>dotnet watch</c>, as replicas, and in what is published.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="replicas">The number of processes.</param>
    public static bool RunsPrograms(this IDistributedApplicationBuilder builder, int replicas = 1) =>
        builder.ExecutionContext.IsRunMode && replicas == 1
        && string.IsNullOrEmpty(builder.Configuration["DEBUG_SESSION_PORT"]) && string.IsNullOrEmpty(builder.Configuration["DOTNET_WATCH"]);

    /// <summary>Adds a host that runs from its build output.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="project">The name of the host's project.</param>
    public static IResourceBuilder<HostProgramResource> AddHostProgram(
        this IDistributedApplicationBuilder builder, string name, string project) =>
        builder.AddResource(new HostProgramResource(name, project))
            .WithArgs(ProgramPath.Of(project))
            .WithOtlpExporter()
            .ExcludeFromManifest();
}
