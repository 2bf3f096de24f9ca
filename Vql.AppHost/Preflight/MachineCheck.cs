using Microsoft.Extensions.Configuration;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Preflight;

/// <summary>Checks what a start needs of the machine, so that it fails at once and says what to do.</summary>
internal static class MachineCheck
{
    /// <summary>Checks the ports that are not chosen freely, and in the containers topology the container engine.</summary>
    /// <exception cref="DistributedApplicationException">Something is missing or taken; the message lists all of it.</exception>
    public static async Task CheckMachineAsync(this IDistributedApplicationBuilder builder, StackOptions options)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return;
        }

        var faults = FixedPorts(builder.Configuration, options)
            .Select(port => port.Number == 0 || PortHolder.IsFree(port.Number) ? null
                : $"Port {port.Number} of {port.Of} is in use{PortHolder.Describe(port.Number)}. Stop that program, or {port.Advice}.")
            .ToList();
        if (options.Topology == Topology.Containers)
        {
            faults.Add(await ContainerEngine.FindFaultAsync(builder.Configuration));
        }

        if (faults.OfType<string>().ToList() is { Count: > 0 } found)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, found));
        }
    }

    private static IEnumerable<(int Number, string Of, string Advice)> FixedPorts(ConfigurationManager configuration, StackOptions options)
    {
        yield return (options.ApiPort, "the API", "choose another with --api-port");
        foreach (var (key, of) in new[]
        {
            ("ASPNETCORE_URLS", "the dashboard"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's telemetry endpoint"),
            ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the dashboard's resource service"),
        })
        {
            foreach (var address in configuration[key]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                if (Uri.TryCreate(address, UriKind.Absolute, out var uri))
                {
                    yield return (uri.Port, of, $"choose another with {key}");
                }
            }
        }
    }
}
