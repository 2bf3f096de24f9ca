namespace Vql.AppHost.Commands;

/// <summary>The worker's commands: each runs a command of <c>Vql.SyncWorker</c> and reports its result.</summary>
internal static class WorkerCommands
{
    private static readonly CommandInput Swap = CommandInput.Switch(
        "swap", "Swap when ready", "Switch searches to the new index as soon as it is ready.");

    private static readonly CommandInput Apply = CommandInput.Switch(
        "apply", "Apply", "Apply the recommendations that are safe to automate.");

    /// <summary>Returns all commands in menu order.</summary>
    /// <param name="folder">The base folder of relative paths of CSV files.</param>
    public static IReadOnlyList<WorkerCommand> All(string folder) =>
    [
        new("verify", "Verify", "Verify the index against the database.")
        {
            Kind = "verification",
            Icon = "CheckmarkCircle",
            IsHighlighted = true,
            CommandLines = _ => [["verify-sync"]],
            Describe = results => VerifySummary.Describe(results[0]),
        },
        new("repair", "Repair", "Verify the index against the database and repair the documents that differ.")
        {
            Kind = "verification",
            Icon = "Wrench",
            CommandLines = _ => [["verify-sync", "--repair"]],
            Describe = results => VerifySummary.Describe(results[0]),
        },
        new("full-sync", "Full sync", "Index all companies and contacts and delete documents without a row.")
        {
            Kind = "sync",
            Icon = "ArrowSync",
            CommandLines = _ => [["sync-companies"], ["sync-contacts"]],
            Describe = CommandSummary.Synced,
        },
        .. Reindex(),
        new("optimize", "Optimize", "Recommend optimizations of the database and the index, and apply them on request.")
        {
            Kind = "optimize",
            Icon = "Gauge",
            Inputs = [Apply],
            CommandLines = arguments => [["optimize", .. Flag(arguments, "apply", "--apply")]],
            Describe = results => CommandSummary.Optimized(results[0]),
        },
        new("import", "Import CSV file", "Import companies and contacts from a CSV file.")
        {
            Kind = "import",
            Icon = "DocumentArrowUp",
            IsHighlighted = true,
            Inputs = [CommandInput.CsvFile(folder)],
            CommandLines = arguments => [["import", Path.GetFullPath(arguments.GetString("file")!, folder)]],
            Describe = results => CommandSummary.Imported(results[0]),
        },
        new("seed", "Seed contacts", "Generate more contacts at the companies in the database.")
        {
            Kind = "seed",
            Icon = "PeopleAdd",
            Inputs = [CommandInput.Contacts],
            CommandLines = arguments => [["seed", "--add", arguments.GetString("contacts")!, "--keep-company-gaps"]],
            Describe = results => CommandSummary.Seeded(results[0]),
        },
    ];

    private static IEnumerable<WorkerCommand> Reindex() =>
    [
        new("reindex-start", "Start reindex", "Build a new index while the current one serves searches.")
        {
            Kind = "reindex",
            Icon = "DatabaseArrowRight",
            Inputs = [CommandInput.Entity, Swap],
            CommandLines = arguments => [["reindex", "start", Entity(arguments), .. NoSwap(arguments)]],
            Describe = CommandSummary.Reindexed,
        },
        new("reindex-resume", "Resume reindex", "Resume a reindex that was interrupted.")
        {
            Kind = "reindex",
            Icon = "DatabaseArrowUp",
            Inputs = [CommandInput.Entity, Swap],
            CommandLines = arguments => [["reindex", "resume", Entity(arguments), .. NoSwap(arguments)]],
            Describe = CommandSummary.Reindexed,
        },
        new("reindex-swap", "Swap reindexed index", "Verify the new index and switch searches to it.")
        {
            Kind = "reindex",
            Icon = "ArrowSwap",
            Inputs = [CommandInput.Entity],
            CommandLines = arguments => [["reindex", "swap", Entity(arguments)]],
            Describe = CommandSummary.Reindexed,
        },
        new("reindex-abort", "Abort reindex", "Delete the new index; the current one stays in use.")
        {
            Kind = "reindex",
            Icon = "DismissCircle",
            Confirmation = "Delete the index that the reindex has built so far?",
            Inputs = [CommandInput.Entity],
            CommandLines = arguments => [["reindex", "abort", Entity(arguments)]],
            Describe = CommandSummary.Reindexed,
        },
        new("reindex-drop-old", "Drop replaced index", "Delete the index that a reindex has replaced.")
        {
            Kind = "reindex",
            Icon = "Delete",
            Confirmation = "Delete the replaced index? You cannot return to it afterwards.",
            Inputs = [CommandInput.Entity],
            CommandLines = arguments => [["reindex", "drop-old", Entity(arguments)]],
            Describe = CommandSummary.Reindexed,
        },
        new("reindex-status", "Reindex status", "Show the reindexes of contacts and companies.")
        {
            Kind = "reindex status",
            Icon = "Info",
            CommandLines = _ => [["reindex", "status"]],
            Describe = CommandSummary.ReindexStatus,
        },
    ];

    private static string Entity(InteractionInputCollection arguments) => arguments.GetString("entity")!;

    private static string[] NoSwap(InteractionInputCollection arguments) => IsOn(arguments, "swap") ? [] : ["--no-swap"];

    private static string[] Flag(InteractionInputCollection arguments, string name, string option) => IsOn(arguments, name) ? [option] : [];

    private static bool IsOn(InteractionInputCollection arguments, string name) =>
        bool.TryParse(arguments.GetString(name), out var isOn) && isOn;
}
