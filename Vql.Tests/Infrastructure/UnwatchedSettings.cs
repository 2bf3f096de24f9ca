using System.Runtime.CompilerServices;

namespace Vql.Tests.Infrastructure;

/// <summary>Keeps the tests' hosts from watching their settings files: Linux grants a user 128 watchers, and dozens of hosts live at once.</summary>
internal static class UnwatchedSettings
{
    [ModuleInitializer]
    internal static void Apply() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
