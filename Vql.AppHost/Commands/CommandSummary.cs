using System.Text.Json;

namespace Vql.AppHost.Commands;

/// <summary>Describes the results of the worker's commands in one or two sentences.</summary>
internal static class CommandSummary
{
    private const int RejectsShown = 3;

    /// <summary>Describes <c>sync-companies</c> followed by <c>sync-contacts</c>.</summary>
    public static string Synced(IReadOnlyList<JsonElement> results)
    {
        var companies = Number(results[0], "indexed") + Number(results[0], "stale");
        var contacts = Number(results[1], "indexed") + Number(results[1], "stale");
        var deleted = results.Sum(result => Number(result, "deleted"));
        var rejected = results.Sum(result => Number(result, "rejected"));
        return $"Synced {Counts.Of(companies, "company", "companies")} and {Counts.Of(contacts, "contact")}"
            + $", deleted {Counts.Of(deleted, "document")} without a row."
            + (rejected == 0 ? "" : $" Elasticsearch rejected {Counts.Of(rejected, "document")}: see the log of 'sync-worker'.");
    }

    /// <summary>Describes a command of <c>reindex</c> on one entity.</summary>
    public static string Reindexed(IReadOnlyList<JsonElement> results) => DescribeReindex(results[0]);

    /// <summary>Describes <c>reindex status</c>.</summary>
    public static string ReindexStatus(IReadOnlyList<JsonElement> results)
    {
        var rows = results[0].GetProperty("reindexes").EnumerateArray().Select(DescribeReindex).ToList();
        return rows.Count == 0 ? "There has been no reindex." : string.Join("\n", rows);
    }

    /// <summary>Describes <c>optimize</c>.</summary>
    public static string Optimized(JsonElement result)
    {
        var advice = result.GetProperty("advice").EnumerateArray().ToList();
        if (advice.Count == 0)
        {
            return "Nothing to optimize.";
        }

        var applied = advice.Count(IsTrue("applied"));
        var open = advice.Count(IsTrue("can_apply")) - applied;
        return $"{Counts.Of(advice.Count, "recommendation")}, {Counts.Number(applied)} applied."
            + (open > 0 ? $" Run 'Optimize' with 'Apply' to apply {Counts.Number(open)} more." : "")
            + string.Concat(advice.Select(item => $"\n{Text(item, "subject")}: {Text(item, "advice")}"));

        static Func<JsonElement, bool> IsTrue(string member) => item => item.GetProperty(member).GetBoolean();
    }

    /// <summary>Describes <c>import</c>.</summary>
    public static string Imported(JsonElement result)
    {
        var rejected = Number(result, "rejected");
        var summary = $"Imported {Counts.Number(Number(result, "imported"))} of {Counts.Of(Number(result, "rows"), "row")}: "
            + $"{Companies(result)} and {Contacts(result)} written.";
        if (rejected == 0)
        {
            return summary;
        }

        var rejects = result.GetProperty("rejects").EnumerateArray().ToList();
        var lines = rejects.Take(RejectsShown).Select(reject => $"line {Number(reject, "line")}: {Text(reject, "reason")}");
        return $"{summary} Rejected {Counts.Of(rejected, "row")} ({string.Join("; ", lines)}{(rejected > RejectsShown ? "; …" : "")}). "
            + $"Correct {(rejected == 1 ? "it" : "them")} in {Text(result, "rejects_file")} and import that file.";
    }

    /// <summary>Describes <c>seed</c>.</summary>
    public static string Seeded(JsonElement result) =>
        $"Generated {Contacts(result)} at {Companies(result)}.";

    private static string DescribeReindex(JsonElement row)
    {
        var (entity, target) = (Text(row, "entity"), Text(row, "target"));
        var documents = Counts.Of(Number(row, "documents"), "document");
        return Text(row, "state") switch
        {
            "filling" => $"{entity}: {target} is not complete. Run 'Resume reindex' or 'Abort reindex'.",
            "ready" => $"{entity}: {target} is ready with {documents}. "
                + "Run 'Swap reindexed index' to switch searches to it, or 'Abort reindex' to delete it.",
            "swapped" when Text(row, "previous") is { } previous =>
                $"{entity}: searches use {target} with {documents}. Run 'Drop replaced index' to delete {previous}.",
            "swapped" => $"{entity}: searches use {target} with {documents}.",
            "finished" => $"{entity}: the reindex to {target} is finished.",
            "aborted" => $"{entity}: the reindex to {target} was aborted.",
            var state => $"{entity}: {target} is {state}.",
        };
    }

    private static string Companies(JsonElement result) => Counts.Of(Number(result, "companies"), "company", "companies");

    private static string Contacts(JsonElement result) => Counts.Of(Number(result, "contacts"), "contact");

    private static long Number(JsonElement result, string member) => result.GetProperty(member).GetInt64();

    private static string? Text(JsonElement result, string member) => result.GetProperty(member).GetString();
}
