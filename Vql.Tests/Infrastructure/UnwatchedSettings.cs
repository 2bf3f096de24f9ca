using System.Runtime.CompilerServices;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// Prevents the hosts from watching their settings files. Linux limits a user to 128 watchers, and dozens of hosts run
/// at once.
/// </summary>
internal static class UnwatchedSettings
{
    [ModuleInitializer]
    internal static void Apply() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
