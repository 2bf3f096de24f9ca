using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Vql.Bench.Allocation;

/// <summary><c>allocation</c>.</summary>
internal static class AllocationCommand
{
    public static Command Build()
    {
        var command = new Command("allocation", "What one list of 25 contacts allocates in Connectra: from the body that came to the body that goes, over real stores.");
        command.SetAction(_ => BenchmarkRunner.Run<ListAllocation>(
            DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
                .AddDiagnoser(MemoryDiagnoser.Default)).HasCriticalValidationErrors ? 1 : 0);
        return command;
    }
}
