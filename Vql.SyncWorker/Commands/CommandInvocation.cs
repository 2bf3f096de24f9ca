using System.CommandLine;
using Microsoft.Extensions.Hosting;

namespace Vql.SyncWorker.Commands;

/// <summary>The output of a command, and changes to the host that it builds, for callers in the same process.</summary>
internal sealed class CommandInvocation : InvocationConfiguration
{
    /// <summary>A callback that changes the configuration and the logging of the host.</summary>
    public Action<IHostApplicationBuilder>? Configure { get; init; }
}
