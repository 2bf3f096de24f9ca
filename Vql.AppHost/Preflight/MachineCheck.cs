using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Preflight;

/// <summary>Verifies the prerequisites of a start and reports every failure at once.</summary>
internal sealed class MachineCheck(StackOptions options, IConfiguration configuration, DistributedApplicationOptions application)
    : IHostedLifecycleService
{
    private static readonly (string Key, string Of)[] DashboardAddresses =
    [
        ("ASPNETCORE_URLS", "the dashboard"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's telemetry endpoint"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the dashboard's resource service"),
    ];

    /// <summary>Checks the ports that are not chosen freely, and in the containers topology the container engine.</summary>
    /// <exception cref="DistributedApplicationException">Something is missing or taken; the message lists all of it.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var faults = FixedPorts().Select(FaultOf).ToList();
        if (options.Topology == Topology.Containers)
        {
            faults.Add(await ContainerEngine.FindFaultAsync(configuration));
        }

        if (faults.OfType<string>().ToList() is { Count: > 0 } found)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, found));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string? FaultOf(FixedPort port) => port.Number == 0 || PortHolder.IsFree(port.Number) ? null
        : $"Port {port.Number} of {port.Of} is in use{PortHolder.Describe(port.Number)}. Stop that program, or {port.Advice}.";

    private IEnumerable<FixedPort> FixedPorts()
    {
        yield return new FixedPort(options.ApiPort, "the API", "choose another with --api-port");
        foreach (var (key, of) in application.DisableDashboard ? [] : DashboardAddresses)
        {
            foreach (var address in configuration[key]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                if (Uri.TryCreate(address, UriKind.Absolute, out var uri))
                {
                    yield return new FixedPort(uri.Port, of, $"choose another with {key}");
                }
            }
        }
    }

    private readonly record struct FixedPort(int Number, string Of, string Advice);
}

/// <summary>Adds the check.</summary>
internal static class MachineCheckExtensions
{
    /// <summary>Checks the machine before anything starts.</summary>
    public static void AddMachineCheck(this IDistributedApplicationBuilder builder, StackOptions options)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton(options);
            builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, MachineCheck>());
        }
    }
}
