using System.Runtime.CompilerServices;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// Settings of the runtime for the processes that tests start. They live for seconds, so that a profile for better code costs more
/// than it saves. The tests' own process has the same setting in its project file.
/// </summary>
internal static class ShortLivedProcesses
{
    // A fixture may start a process before any test runs.
#pragma warning disable CA2255 // The module is a program, not a library.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Configure() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
}
