using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Supervision;

/// <summary>Adds the supervision of the running stack.</summary>
internal static class SupervisionExtensions
{
    /// <summary>Adds the report on the console, restarts after crashes, and the ordered shutdown.</summary>
    public static void AddSupervision(this IDistributedApplicationBuilder builder, StackOptions options)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return;
        }

        if (!options.Verbose)
        {
            // The report shows each failure in one line. The stack traces of the frameworks help only to debug the
            // AppHost.
            builder.Services.AddLogging(logging => logging.AddFilter((category, level) => level >= LogLevel.Critical));
        }

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FailureReport>();
        services.AddSingleton<WarmUp>();
        services.AddSingleton<DashboardLink>();
        // Inserted first: Aspire's service starts all resources before it returns, and services start in order.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, StackReport>());
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ShutdownOrder>());
        if (options.Restart)
        {
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, CrashRestarts>());
        }
    }
}
