using System.CommandLine;
using System.Reflection;

namespace Vql.AppHost.Stack;

/// <summary>Where the stores and Connectra run.</summary>
internal enum Topology
{
    /// <summary>As processes of this machine.</summary>
    Embedded,

    /// <summary>In containers.</summary>
    Containers,
}

/// <summary>The options of the command line.</summary>
/// <param name="Topology">Where the stores and Connectra run.</param>
/// <param name="State">The folder of everything that the stack keeps.</param>
/// <param name="Fresh">Whether to delete the data first.</param>
/// <param name="Companies">The CSV file of companies for the first start.</param>
/// <param name="Contacts">The number of contacts to generate on the first start.</param>
/// <param name="ApiPort">The port of the API.</param>
/// <param name="Restart">Whether crashed processes are restarted.</param>
/// <param name="Verbose">Whether the console shows the log of Aspire itself.</param>
/// <param name="Remaining">Arguments for Aspire.</param>
internal sealed record StackOptions(
    Topology Topology, string State, bool Fresh, string Companies, int Contacts, int ApiPort, bool Restart, bool Verbose,
    string[] Remaining)
{
    private const int DefaultApiPort = 5080;
    private const int DefaultContacts = 20_000;

    // Aspire's own, with their values.
    private static readonly string[] AspireOptions =
    [
        "--publisher", "--operation", "--step", "--output-path", "--deploy", "--log-level", "--environment", "--include-exception-details",
        "--clear-cache", "--list-steps",
    ];

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="exitCode">The exit code of the program where there is nothing to run.</param>
    /// <returns>The options; null when they were wrong or only help was asked for.</returns>
    public static StackOptions? Read(string[] args, out int exitCode)
    {
        var repository = Path.GetFullPath(Path.Combine(
            typeof(StackOptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .First(known => known.Key == "apphostprojectpath").Value!,
            ".."));
        var topology = new Option<Topology>("--topology")
        {
            Description = "embedded: everything as processes of this machine, no Docker. "
                + "containers: the stores and Connectra in containers.",
            DefaultValueFactory = _ => Topology.Embedded,
        };
        var state = new Option<string>("--state")
        {
            Description = "The folder of all data.",
            DefaultValueFactory = _ => Path.Combine(repository, ".vql"),
        };
        var fresh = new Option<bool>("--fresh") { Description = "Delete all data of the embedded stores before the start." };
        var companies = new Option<string>("--companies")
        {
            Description = "A CSV file with the companies to load on the first start.",
            DefaultValueFactory = _ => Path.Combine(repository, "data", "companies.csv"),
        };
        var contacts = Number("--contacts", "The number of contacts to generate on the first start.", DefaultContacts, int.MaxValue);
        var apiPort = Number("--api-port", "The port of the API; 0 for any free port.", DefaultApiPort, ushort.MaxValue);
        var noRestart = new Option<bool>("--no-restart") { Description = "Do not restart a process that crashed." };
        var verbose = new Option<bool>("--verbose") { Description = "Show the log of Aspire itself on the console." };
        var command = new RootCommand("""
            Start the whole stack: PostgreSQL, search, Connectra, the API and the sync worker. Prints a line for each, the
            dashboard's address, and `ready` when all are healthy and a search has been answered. Ctrl+C stops everything.

            Examples:
              dotnet run --project Vql.AppHost
              dotnet run --project Vql.AppHost -- --fresh --contacts 100000
              dotnet run --project Vql.AppHost -- --topology containers
            """)
        {
            topology, state, fresh, companies, contacts, apiPort, noRestart, verbose,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        StackOptions? options = null;
        command.SetAction(parsed =>
        {
            if (parsed.UnmatchedTokens.FirstOrDefault(IsUnknown) is { } unknown)
            {
                Console.Error.WriteLine($"Unknown option {unknown}. --help lists the options.");
                return ExitCodes.WrongUsage;
            }

            options = new StackOptions(
                parsed.GetValue(topology), Path.GetFullPath(parsed.GetRequiredValue(state)), parsed.GetValue(fresh),
                Path.GetFullPath(parsed.GetRequiredValue(companies)), parsed.GetValue(contacts), parsed.GetValue(apiPort),
                !parsed.GetValue(noRestart), parsed.GetValue(verbose), [.. parsed.UnmatchedTokens]);
            return 0;
        });
        var asked = command.Parse(args);
        var code = asked.Invoke();
        exitCode = asked.Errors.Count > 0 ? ExitCodes.WrongUsage : code;
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
                result.AddError($"{name} must be a number from 0 to {maximum}.");
            }
        });
        return option;
    }
}

/// <summary>The exit codes of the AppHost.</summary>
internal static class ExitCodes
{
    /// <summary>The stack could not start.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 2;
}
