using System.CommandLine;
using Vql.Bench.Allocation;
using Vql.Bench.Api;
using Vql.Bench.Cdc;
using Vql.Bench.Connectra;
using Vql.Bench.Node;
using Vql.Bench.Ops;
using Vql.Bench.Soak;
using Vql.Bench.Sync;
using Vql.Bench.Telemetry;

var root = new RootCommand("""
    Run benchmarks that compare Vql with its stores in the same run. The ratios are less sensitive to noise than absolute values.

    Examples:
      dotnet run -c Release --project Vql.Bench -- connectra
      dotnet run -c Release --project Vql.Bench -- connectra --engine SearchNode --contacts 20000 --json
      dotnet run -c Release --project Vql.Bench -- sync --json
      dotnet run -c Release --project Vql.Bench -- cdc --engine SearchNode
      dotnet run -c Release --project Vql.Bench -- api --contacts 100000 --json
      dotnet run -c Release --project Vql.Bench -- soak --minutes 15
      dotnet run -c Release --project Vql.Bench -- allocation
      dotnet run -c Release --project Vql.Bench -- telemetry --json
      dotnet run -c Release --project Vql.Bench -- node --contacts 50000
      dotnet run -c Release --project Vql.Bench -- ops --json
    """)
{
    ConnectraCommand.Build(),
    SyncCommand.Build(),
    CdcCommand.Build(),
    ApiCommand.Build(),
    SoakCommand.Build(),
    AllocationCommand.Build(),
    TelemetryCommand.Build(),
    NodeCommand.Build(),
    OpsCommand.Build(),
};
return await root.Parse(args).InvokeAsync();
