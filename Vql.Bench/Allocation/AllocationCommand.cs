using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Vql.Bench.Allocation;

/// <summary>The command <c>allocation</c>.</summary>
internal static class AllocationCommand
{
    public static Command Build()
    {
        var command = new Command(
            "allocation",
            "Measure the memory that Connectra allocates for a list of 25 contacts, from the request body to the response body. "
            + "Uses real stores.");
        command.SetAction(_ => BenchmarkRunner.Run<ListAllocation>(
            DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
                .AddDiagnoser(MemoryDiagnoser.Default)).HasCriticalValidationErrors ? 1 : 0);
        return command;
    }
}
