using System.Text.Json;

namespace Vql.AppHost.Commands;

/// <summary>Describes the result of <c>verify-sync</c>.</summary>
internal static class VerifySummary
{
    private static readonly string[] Entities = ["contacts", "companies"];
    private static readonly string[] Kinds = ["missing", "extra", "stale", "different"];

    /// <summary>Describes whether the index equals the database, and what to do if it does not.</summary>
    public static string Describe(JsonElement result)
    {
        var rows = Sum(result, "rows");
        var repaired = Sum(result, "repaired");
        if (result.GetProperty("equal").GetBoolean())
        {
            return repaired == 0
                ? $"Equal: {Counts.Of(rows, "row")} compared."
                : $"Equal: {Counts.Of(rows, "row")} compared, {Counts.Of(repaired, "document")} repaired.";
        }

        if (Sum(result, "unreached") is > 0 and var unreached)
        {
            return $"Cannot compare {Counts.Of(unreached, "document")}: the change stream has not reached them. "
                + "Check the log of 'sync-worker', then run 'Verify' again.";
        }

        var kinds = Kinds.Select(kind => (Kind: kind, Count: Sum(result, kind))).Where(kind => kind.Count > 0).ToList();
        var found = kinds.Sum(kind => kind.Count);
        var list = string.Join(", ", kinds.Select(kind => $"{Counts.Number(kind.Count)} {kind.Kind}"));
        var left = found - repaired;
        return $"{Counts.Of(left, "document")} of {Counts.Number(rows)} {(left == 1 ? "differs" : "differ")} ({list}). "
            + "Run 'Repair' to make the index equal to the database.";
    }

    private static long Sum(JsonElement result, string member) =>
        Entities.Sum(entity => result.GetProperty(entity).GetProperty(member).GetInt64());
}
