using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Preflight;

/// <summary>Verifies the prerequisites of the stack before it starts, and reports all failures at once.</summary>
internal sealed class MachineCheck(StackOptions options, IConfiguration configuration, DistributedApplicationOptions application)
    : IHostedLifecycleService
{
    private static readonly (string Key, string Owner)[] DashboardAddresses =
    [
        ("ASPNETCORE_URLS", "the dashboard"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's telemetry endpoint"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the dashboard's resource service"),
    ];

    /// <summary>Checks the fixed ports, and in the containers topology the container engine.</summary>
    /// <exception cref="DistributedApplicationException">
    /// Prerequisites are not met. The message lists all of them.
    /// </exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var errors = FixedPorts().Select(ErrorOf).ToList();
        if (options.Topology == Topology.Containers)
        {
            errors.Add(await ContainerEngine.CheckAsync(configuration));
        }

        if (errors.OfType<string>().ToList() is { Count: > 0 } found)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, found));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string? ErrorOf(FixedPort port) => port.Number == 0 || PortUsage.IsFree(port.Number) ? null
        : $"Port {port.Number} of {port.Owner} is in use{PortUsage.Describe(port.Number)}. "
            + $"Stop the process that uses it, or set another port with {port.Setting}.";

    private IEnumerable<FixedPort> FixedPorts()
    {
        yield return new FixedPort(options.ApiPort, "the API", "--api-port");
        yield return new FixedPort(options.OpsPort, "the operator's page", "--ops-port");
        foreach (var (key, owner) in application.DisableDashboard ? [] : DashboardAddresses)
        {
            foreach (var address in configuration[key]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                if (Uri.TryCreate(address, UriKind.Absolute, out var uri))
                {
                    yield return new FixedPort(uri.Port, owner, key);
                }
            }
        }
    }

    private readonly record struct FixedPort(int Number, string Owner, string Setting);
}

/// <summary>Adds <see cref="MachineCheck"/> to the application.</summary>
internal static class MachineCheckExtensions
{
    /// <summary>Adds the check so that it runs before all other services start.</summary>
    public static void AddMachineCheck(this IDistributedApplicationBuilder builder, StackOptions options)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton(options);
            builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, MachineCheck>());
        }
    }
}
