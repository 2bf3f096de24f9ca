using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.SyncWorker.Commands;

namespace Vql.Tests.Infrastructure;

/// <summary>The result of a worker command.</summary>
internal sealed record WorkerCommand(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs a command line in this process, without starting a program.</summary>
    public static async Task<WorkerCommand> RunAsync(string connectionString, Uri search, params string[] arguments)
    {
        await using var output = new CapturedText();
        await using var error = new CapturedText();
        var invocation = new CommandInvocation
        {
            Output = output,
            Error = error,
            ProcessTerminationTimeout = null,
            Configure = builder => Configure(builder, connectionString, search, error),
        };
        var code = await CommandLine.RunAsync(arguments, invocation, TestContext.Current.CancellationToken);
        return new WorkerCommand(code, output.ToString(), error.ToString());
    }

    private static void Configure(IHostApplicationBuilder builder, string connectionString, Uri search, TextWriter error)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            // A busy machine can take longer to connect than the default limit of 5 s.
            ["ConnectionStrings:vqldb"] = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 60 }.ConnectionString,
            ["ConnectionStrings:elasticsearch"] = search.ToString(),
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new TextLog(error));
    }
}
