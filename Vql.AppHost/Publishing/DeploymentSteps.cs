using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Pipelines and their output folder are experimental in Aspire.
#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004

namespace Vql.AppHost.Publishing;

/// <summary>
/// The steps of <c>aspire publish</c>, which write a Compose file and Kubernetes manifests. They replace the compute
/// environments of Aspire.Hosting.Docker and Aspire.Hosting.Kubernetes.
/// </summary>
internal static partial class DeploymentSteps
{
    public const string Compose = "publish-compose";
    public const string Kubernetes = "publish-kubernetes";

    private const string DeployTarget = "require-deployment-target";
    private const string RegistryDescription = "The registry and path of the images, ending with a slash. Empty: local images.";
    private const string Heading = "Values for the deployment. Keep this file secret; publishing again keeps the values.";

    /// <summary>Adds the steps if the builder is in publish mode.</summary>
    public static void AddDeploymentSteps(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        // The steps do not need the values of the parameters, so they do not depend on the step that prompts for them.
        builder.Pipeline.AddStep(Compose, WriteComposeAsync, requiredBy: WellKnownPipelineSteps.Publish);
        builder.Pipeline.AddStep(Kubernetes, WriteKubernetesAsync, requiredBy: WellKnownPipelineSteps.Publish);
        builder.Services.AddHostedService<PipelineExitCode>();
        builder.Pipeline.AddStep(DeployTarget, RequireTargetAsync, requiredBy: WellKnownPipelineSteps.Deploy);
    }

    // Without a target, Aspire reports success and deploys nothing.
    private static Task RequireTargetAsync(PipelineStepContext context) =>
        context.Model.Resources.OfType<IComputeEnvironmentResource>().Any()
            ? Task.CompletedTask
            : throw new DistributedApplicationException(
                "The AppHost has no compute environment to deploy to. Add one, or publish and apply the files: see docs/deployment.md.");

    private static async Task WriteComposeAsync(PipelineStepContext context)
    {
        var deployment = await new DeploymentReader(context.Model, context.ExecutionContext).ReadAsync(context.CancellationToken);
        var images = ImageSource.Read(context.Services.GetRequiredService<IConfiguration>());
        var folder = Directory.CreateDirectory(OutputFolder(context)).FullName;
        var path = Path.Combine(folder, ComposeWriter.FileName);
        await File.WriteAllTextAsync(path, ComposeWriter.Write(deployment), context.CancellationToken);
        await VariableFile.WriteAsync(
            Path.Combine(folder, ".env"), Heading, ComposeVariables(deployment, images), context.CancellationToken);
        LogWritten(context.Logger, path);
        context.Summary.Add("Compose", path);
    }

    private static async Task WriteKubernetesAsync(PipelineStepContext context)
    {
        var deployment = await new DeploymentReader(context.Model, context.ExecutionContext).ReadAsync(context.CancellationToken);
        var images = ImageSource.Read(context.Services.GetRequiredService<IConfiguration>());
        var folder = Directory.CreateDirectory(Path.Combine(OutputFolder(context), KubernetesWriter.Folder)).FullName;
        foreach (var (name, text) in KubernetesWriter.Write(deployment, images))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, context.CancellationToken);
        }

        await VariableFile.WriteAsync(
            Path.Combine(folder, KubernetesWriter.SecretFile), Heading,
            deployment.Variables.Select(variable => new VariableEntry(variable, "")), context.CancellationToken);
        LogWritten(context.Logger, folder);
        context.Summary.Add("Kubernetes", folder);
    }

    private static string OutputFolder(PipelineStepContext context) =>
        context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();

    private static IEnumerable<VariableEntry> ComposeVariables(Deployment deployment, ImageSource images) =>
    [
        new(new Variable(ImageSource.RegistryVariable, false, RegistryDescription), images.Registry, images.Registry.Length > 0),
        new(new Variable(ImageSource.TagVariable, true, "The tag of the images."), images.Tag, images.Tag != ImageSource.DefaultTag),
        .. from service in deployment.Services
           from port in service.Ports
           where port.Published is not null
           let name = ComposeWriter.PortVariable(service)
           select new VariableEntry(new Variable(name, false, $"The port of {service.Name} on this machine."), $"{port.Published}"),
        .. deployment.Variables.Select(variable => new VariableEntry(variable, "")),
    ];

    [LoggerMessage(1, LogLevel.Information, "Wrote {Path}")]
    private static partial void LogWritten(ILogger logger, string path);
}
