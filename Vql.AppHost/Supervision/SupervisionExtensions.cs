using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Supervision;

/// <summary>Adds what watches over the running stack.</summary>
internal static class SupervisionExtensions
{
    /// <summary>Adds the report on the console, restarts after a crash and the order of the shutdown.</summary>
    public static void AddSupervision(this IDistributedApplicationBuilder builder, StackOptions options)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return;
        }

        if (!options.Verbose)
        {
            // The report says it in a line; the stack traces and advice of the frameworks are useful only when debugging the AppHost.
            builder.Services.AddLogging(logging => logging.AddFilter((category, level) => level >= LogLevel.Critical));
        }

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FailureReport>();
        services.AddSingleton<WarmUp>();
        services.AddSingleton<DashboardLink>();
        // First, since Aspire's own service starts all resources before it lets another one start.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, StackReport>());
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ShutdownOrder>());
        if (options.Restart)
        {
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, CrashRestarts>());
        }
    }
}
