using System.CommandLine;
using System.Reflection;

namespace Vql.AppHost.Stack;

/// <summary>The environment of the stores and Connectra.</summary>
internal enum Topology
{
    /// <summary>As local processes.</summary>
    Embedded,

    /// <summary>In containers.</summary>
    Containers,
}

/// <summary>The command line options of the AppHost.</summary>
/// <param name="Topology">The environment of the stores and Connectra.</param>
/// <param name="State">The state folder.</param>
/// <param name="Fresh">Whether to delete the data before the start.</param>
/// <param name="Companies">The CSV file with the companies to load on the first start.</param>
/// <param name="Contacts">The number of contacts to generate on the first start.</param>
/// <param name="ApiPort">The port of the API.</param>
/// <param name="OpsPort">The port of the operator's page.</param>
/// <param name="Restart">Whether crashed processes are restarted.</param>
/// <param name="Verbose">Whether the console shows the log of Aspire.</param>
/// <param name="Remaining">The arguments for Aspire.</param>
internal sealed record StackOptions(
    Topology Topology, string State, bool Fresh, string Companies, int Contacts, int ApiPort, int OpsPort, bool Restart, bool Verbose,
    string[] Remaining)
{
    private const int DefaultApiPort = 5080;
    private const int DefaultOpsPort = 5081;
    private const int DefaultContacts = 20_000;

    private static readonly string[] AspireOptions =
    [
        "--publisher", "--operation", "--step", "--output-path", "--deploy", "--log-level", "--environment", "--include-exception-details",
        "--clear-cache", "--list-steps",
    ];

    /// <summary>Parses the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="exitCode">The exit code of the program if there is nothing to run.</param>
    /// <returns>The options. Null if they are invalid or if the help was requested.</returns>
    public static StackOptions? Read(string[] args, out int exitCode)
    {
        var repository = Path.GetFullPath(Path.Combine(
            typeof(StackOptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .First(known => known.Key == "apphostprojectpath").Value!,
            ".."));
        var topology = new Option<Topology>("--topology")
        {
            Description = "embedded: everything as local processes, without Docker. "
                + "containers: the stores and Connectra in containers.",
            DefaultValueFactory = _ => Topology.Embedded,
        };
        var state = new Option<string>("--state")
        {
            Description = "The folder for all data.",
            DefaultValueFactory = _ => Path.Combine(repository, ".vql"),
        };
        var fresh = new Option<bool>("--fresh") { Description = "Delete all data of the embedded stores before the start." };
        var companies = new Option<string>("--companies")
        {
            Description = "A CSV file with the companies to load on the first start.",
            DefaultValueFactory = _ => Path.Combine(repository, "data", "companies.csv"),
        };
        var contacts = Number("--contacts", "The number of contacts to generate on the first start.", DefaultContacts, int.MaxValue);
        var apiPort = Number("--api-port", "The port of the API. 0 selects a free port.", DefaultApiPort, ushort.MaxValue);
        var opsPort = Number(
            "--ops-port", "The port of the operator's page. 0 selects a free port.", DefaultOpsPort, ushort.MaxValue);
        var noRestart = new Option<bool>("--no-restart") { Description = "Do not restart crashed processes." };
        var verbose = new Option<bool>("--verbose") { Description = "Show the log of Aspire on the console." };
        var command = new RootCommand("""
            Start the whole stack: PostgreSQL, search, Connectra, the API, the sync worker, and the operator's page. Prints a
            line for each of them, the address of the dashboard, and `ready` when all are healthy and searches succeed.
            Ctrl+C stops everything.

            Examples:
              dotnet run --project Vql.AppHost
              dotnet run --project Vql.AppHost -- --fresh --contacts 100000
              dotnet run --project Vql.AppHost -- --topology containers
            """)
        {
            topology, state, fresh, companies, contacts, apiPort, opsPort, noRestart, verbose,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        StackOptions? options = null;
        command.SetAction(parsed =>
        {
            if (parsed.UnmatchedTokens.FirstOrDefault(IsUnknown) is { } unknown)
            {
                Console.Error.WriteLine($"Unknown option '{unknown}'. Run with --help to list the options.");
                return ExitCodes.WrongUsage;
            }

            options = new StackOptions(
                parsed.GetValue(topology), Path.GetFullPath(parsed.GetRequiredValue(state)), parsed.GetValue(fresh),
                Path.GetFullPath(parsed.GetRequiredValue(companies)), parsed.GetValue(contacts), parsed.GetValue(apiPort),
                parsed.GetValue(opsPort), !parsed.GetValue(noRestart), parsed.GetValue(verbose), [.. parsed.UnmatchedTokens]);
            return 0;
        });
        var result = command.Parse(args);
        var code = result.Invoke();
        exitCode = result.Errors.Count > 0 ? ExitCodes.WrongUsage : code;
        return options;
    }

    private static bool IsUnknown(string token) =>
        token.StartsWith("--", StringComparison.Ordinal) && !AspireOptions.Contains(token.Split('=')[0]);

    private static Option<int> Number(string name, string description, int defaultValue, int maximum)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value < 0 || value > maximum))
            {
                result.AddError($"'{name}' must be a number from 0 to {maximum}.");
            }
        });
        return option;
    }
}

/// <summary>The exit codes of the AppHost.</summary>
internal static class ExitCodes
{
    /// <summary>The stack did not start.</summary>
    public const int Failed = 1;

    /// <summary>The command line is invalid.</summary>
    public const int WrongUsage = 2;
}
