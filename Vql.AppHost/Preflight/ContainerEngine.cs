using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Vql.AppHost.Preflight;

/// <summary>Checks whether a container engine responds. Aspire waits for minutes without reporting anything.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Asks Docker, or the engine that <c>ASPIRE_CONTAINER_RUNTIME</c> names.</summary>
    /// <returns>What is wrong and what to do; null when the engine answers.</returns>
    public static async Task<string?> FindFaultAsync(IConfiguration configuration)
    {
        var asked = configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        var faults = new List<string>();
        foreach (var engine in asked is { Length: > 0 } ? [asked] : new[] { "docker", "podman" })
        {
            if (await AskAsync(engine) is not { } fault)
            {
                return null;
            }

            faults.Add(fault);
        }

        return $"The containers topology needs a container engine, and none responded ({string.Join("; ", faults)}). "
            + "Start Docker Desktop, 'sudo systemctl start docker' or 'podman machine start', or run everything without containers: "
            + "--topology embedded.";
    }

    private static async Task<string?> AskAsync(string engine)
    {
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            var start = new ProcessStartInfo(engine, ["version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = (await process.StandardError.ReadToEndAsync(limit.Token)).Trim();
            await output;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? null : $"{engine}: {error.Split('\n')[0]}";
        }
        catch (Win32Exception)
        {
            return $"{engine} is not installed";
        }
        catch (OperationCanceledException)
        {
            return $"{engine} did not answer within {Timeout.TotalSeconds:0} s";
        }
    }
}
