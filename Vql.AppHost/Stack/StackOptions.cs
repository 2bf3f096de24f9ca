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

/// <summary>What the command line asks for.</summary>
/// <param name="Topology">Where the stores run.</param>
/// <param name="State">The folder of everything the stack keeps.</param>
/// <param name="Fresh">Whether to begin anew.</param>
/// <param name="Companies">The CSV file of companies for the first start.</param>
/// <param name="Contacts">How many contacts to generate on the first start.</param>
/// <param name="Remaining">Arguments for Aspire.</param>
internal sealed record StackOptions(Topology Topology, string State, bool Fresh, string Companies, int Contacts, string[] Remaining)
{
    private const int WrongUsage = 2;

    // Aspire's own, with their values.
    private static readonly string[] OfAspire =
    [
        "--publisher", "--operation", "--step", "--list-steps", "--output-path", "--deploy", "--clear-cache",
        "--log-level", "--include-exception-details", "--environment",
    ];

    /// <summary>What to end with when there is nothing to run.</summary>
    public static int LastExitCode { get; private set; }

    /// <summary>Reads the command line; null when it was wrong, or asked for help only.</summary>
    public static StackOptions? Read(string[] args)
    {
        var repository = Path.GetFullPath(Path.Combine(
            typeof(StackOptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(known => known.Key == "apphostprojectpath").Value!, ".."));
        var topology = new Option<Topology>("--topology")
        {
            Description = "embedded: everything as processes of this machine, no Docker. containers: stores and Connectra in containers.",
            DefaultValueFactory = _ => Topology.Embedded,
        };
        var state = new Option<string>("--state") { Description = "The folder of all data.", DefaultValueFactory = _ => Path.Combine(repository, ".vql") };
        var fresh = new Option<bool>("--fresh") { Description = "Delete all data of the embedded stores and begin anew." };
        var companies = new Option<string>("--companies")
        {
            Description = "The companies to load on the first start, a CSV file.",
            DefaultValueFactory = _ => Path.Combine(repository, "data", "companies.csv"),
        };
        var contacts = new Option<int>("--contacts") { Description = "How many contacts to generate on the first start.", DefaultValueFactory = _ => 20_000 };
        contacts.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--contacts must be 0 or more");
            }
        });
        var command = new RootCommand("""
            Starts the whole stack: PostgreSQL, search, Connectra, the API, the sync worker. Prints a line for each
            and `ready` when all are healthy. Ctrl+C stops everything.

            Examples:
              dotnet run --project Vql.AppHost
              dotnet run --project Vql.AppHost -- --fresh --contacts 100000
            """)
        {
            topology, state, fresh, companies, contacts,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        StackOptions? options = null;
        command.SetAction(parsed =>
        {
            if (parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith("--", StringComparison.Ordinal) && !OfAspire.Contains(token.Split('=')[0])) is { } unknown)
            {
                Console.Error.WriteLine($"unknown option {unknown}; --help lists them");
                return WrongUsage;
            }

            options = new StackOptions(
                parsed.GetValue(topology), Path.GetFullPath(parsed.GetRequiredValue(state)), parsed.GetValue(fresh),
                Path.GetFullPath(parsed.GetRequiredValue(companies)), parsed.GetValue(contacts), [.. parsed.UnmatchedTokens]);
            return 0;
        });
        var asked = command.Parse(args);
        var code = asked.Invoke();
        LastExitCode = asked.Errors.Count > 0 ? WrongUsage : code;
        return options;
    }
}
