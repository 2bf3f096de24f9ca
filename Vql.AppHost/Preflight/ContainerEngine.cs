using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Vql.AppHost.Preflight;

/// <summary>
/// Checks whether a container engine responds. Without this check, Aspire waits for minutes without a message.
/// </summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Checks the engine in <c>ASPIRE_CONTAINER_RUNTIME</c>, or Docker and Podman if it is not set.</summary>
    /// <returns>An error message. Null if an engine responds.</returns>
    public static async Task<string?> CheckAsync(IConfiguration configuration)
    {
        var configured = configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        var errors = new List<string>();
        foreach (var engine in configured is { Length: > 0 } ? [configured] : new[] { "docker", "podman" })
        {
            if (await CheckAsync(engine) is not { } error)
            {
                return null;
            }

            errors.Add(error);
        }

        return $"The containers topology requires a container engine, and none responded ({string.Join("; ", errors)}). "
            + "Start Docker Desktop, run 'sudo systemctl start docker' or 'podman machine start', or use no containers: "
            + "--topology embedded.";
    }

    private static async Task<string?> CheckAsync(string engine)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            var start = new ProcessStartInfo(engine, ["version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = (await process.StandardError.ReadToEndAsync(timeout.Token)).Trim();
            await output;
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0 ? null : $"{engine}: {error.Split('\n')[0]}";
        }
        catch (Win32Exception)
        {
            return $"{engine} is not installed";
        }
        catch (OperationCanceledException)
        {
            return $"{engine} did not respond within {Timeout.TotalSeconds:0} s";
        }
    }
}
