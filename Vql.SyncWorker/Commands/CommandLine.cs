using System.CommandLine;

namespace Vql.SyncWorker.Commands;

/// <summary>The command line of the worker.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments of the command line.</param>
    /// <param name="invocation">The output and the host. Default: the console, and a host that reads the environment.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args, CommandInvocation? invocation = null, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("""
            Synchronize Elasticsearch with PostgreSQL, and import data into PostgreSQL.

            ConnectionStrings__vqldb sets the connection to PostgreSQL. ELASTICSEARCH_HOST, _PORT, _USERNAME, _PASSWORD,
            _USE_SSL and _VERIFY_CERTS set the connection to Elasticsearch.

            Exit codes: 0 success; 1 partial success, or differences found; 2 wrong usage or configuration;
            3 a store is unavailable, or an unexpected error. verify-sync returns 2 instead of 3.

            Examples:
              Vql.SyncWorker migrate
              Vql.SyncWorker import data/companies.csv
              Vql.SyncWorker sync-contacts --limit 10000
              Vql.SyncWorker verify-sync --json
            """)
        {
            MigrateCommand.Build(),
            ImportCommand.Build(),
            SeedCommand.Build(),
            FirstLoadCommand.Build(),
            SyncCommand.Build("sync-contacts", Core.Fields.FieldCatalogue.Contacts),
            SyncCommand.Build("sync-companies", Core.Fields.FieldCatalogue.Companies),
            VerifyCommand.Build(),
            ReindexCommand.Build(),
            OptimizeCommand.Build(),
            DeadLettersCommand.Build(),
            WatchCommand.Build(),
            RunCommand.Build(),
            CommandAction.Json,
        };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync(invocation, cancellationToken);
        return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : code;
    }
}
