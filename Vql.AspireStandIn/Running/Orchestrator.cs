using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>Runs the resources as processes of this machine, and stops all of them.</summary>
internal sealed class Orchestrator : IHostedService, IDisposable
{
    private readonly IReadOnlyList<IResource> _resources;
    private readonly RunSettings _settings;
    private readonly HealthProbe _probe;
    private readonly List<ResourceRunner> _runners = [];
    private readonly Func<IResource, ResourceRunner> _makeRunner;

    public Orchestrator(
        IReadOnlyList<IResource> resources, DistributedApplicationExecutionContext context, IConfiguration configuration,
        ResourceNotificationService notifications, ResourceCommandService commands, HealthCheckService checks, LogOutput output,
        RunSettings settings, TimeProvider time)
    {
        _resources = resources;
        _settings = settings;
        _probe = new HealthProbe(checks, time);
        _makeRunner = resource => new ResourceRunner(resource, context, configuration, notifications, _probe, output, settings, time);
        commands.Orchestrator = this;
    }

    public ResourceRunner? Find(string name) =>
        _runners.Find(runner => string.Equals(runner.Resource.Name, name, StringComparison.OrdinalIgnoreCase));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_resources.OfType<ContainerResource>().ToList() is { Count: > 0 } containers)
        {
            throw new DistributedApplicationException(
                $"Containers ({string.Join(", ", containers.Select(container => container.Name))}) need Aspire's own orchestrator: "
                + "run once `dotnet restore -p:UseAspire=true`, or choose a topology without containers.");
        }

        Ports.Allocate(_resources, anyPort: _settings.IsTest);
        _runners.AddRange(_resources.Where(resource => resource is ProjectResource or ExecutableResource).Select(_makeRunner));
        foreach (var runner in _runners)
        {
            runner.Start();
        }

        return Task.CompletedTask;
    }

    // Those that wait for others first, so that nobody misses what it needs while it ends.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var remaining = _runners.ToList();
        while (remaining.Count > 0)
        {
            var needed = remaining.SelectMany(runner => runner.Resource.Annotations.OfType<WaitAnnotation>()).Select(wait => wait.Resource).ToHashSet();
            var next = remaining.FindAll(runner => !needed.Contains(runner.Resource));
            await Task.WhenAll(next.Select(runner => runner.StopAsync(CancellationToken.None)));
            remaining.RemoveAll(next.Contains);
        }
    }

    public void Dispose()
    {
        _runners.ForEach(runner => runner.Dispose());
        _probe.Dispose();
    }
}
