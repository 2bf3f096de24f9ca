using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vql.AppHost.Stack;

/// <summary>
/// Prints a line for each part as it becomes healthy, and <c>ready</c> when all are. When a part
/// cannot start, says which and ends the stack: whoever waits for <c>ready</c> would wait for ever.
/// </summary>
internal sealed class StackReport(
    IServiceProvider services, ResourceNotificationService notifications, IHostApplicationLifetime lifetime) : BackgroundService
{
    private const int NameWidth = 13;
    private const int StateWidth = 9;
    private const string Healthy = nameof(Healthy);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var all = await Task.WhenAll(services.GetServices<StackPart>().Select(part => ReportAsync(part, stoppingToken)));
            if (Array.TrueForAll(all, healthy => healthy))
            {
                await (services.GetService<ConnectionFile>()?.WriteAsync(stoppingToken) ?? Task.CompletedTask);
                Console.WriteLine("ready");
                return;
            }

            await Console.Error.WriteLineAsync("not ready: see what the part that did not start says above");
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before everything was healthy.
        }
    }

    private async Task<bool> ReportAsync(StackPart part, CancellationToken cancellationToken)
    {
        var name = part.Resource.Name;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var terminal = notifications.WaitForResourceAsync(name, KnownResourceStates.TerminalStates, ended.Token);
        var outcome = part.IsFinite ? terminal : await Task.WhenAny(WaitHealthyAsync(name, ended.Token), terminal);
        var state = await outcome;
        await ended.CancelAsync();
        var address = part.Endpoint is { IsAllocated: true } endpoint ? endpoint.Url : "";
        Console.WriteLine($"{name.PadRight(NameWidth)} {state.PadRight(StateWidth)} {address}".TrimEnd());
        return state == Healthy || (part.IsFinite && state == KnownResourceStates.Finished);
    }

    private async Task<string> WaitHealthyAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await notifications.WaitForResourceHealthyAsync(name, cancellationToken);
            return Healthy;
        }
        catch (DistributedApplicationException)
        {
            return KnownResourceStates.FailedToStart;
        }
    }
}

/// <summary>A part of the stack that is waited for.</summary>
/// <param name="Resource">The part.</param>
/// <param name="Endpoint">Where it is reached; null when nobody calls it.</param>
/// <param name="IsFinite">Whether it does something and ends.</param>
internal sealed record StackPart(IResource Resource, EndpointReference? Endpoint, bool IsFinite);

/// <summary>Says which parts there are.</summary>
internal static class StackPartExtensions
{
    public static IResourceBuilder<T> Reported<T>(this IResourceBuilder<T> builder, string endpoint)
        where T : IResourceWithEndpoints
    {
        builder.ApplicationBuilder.Services.AddSingleton(new StackPart(builder.Resource, builder.GetEndpoint(endpoint), IsFinite: false));
        return builder;
    }

    public static IResourceBuilder<T> ReportedWhenFinished<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        builder.ApplicationBuilder.Services.AddSingleton(new StackPart(builder.Resource, null, IsFinite: true));
        return builder;
    }
}
