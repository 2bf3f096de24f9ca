using System.Text.Json;
using Vql.AppHost.Commands;

namespace Vql.Tests.AppHost.Commands;

public sealed class CommandSummaryTests
{
    [Fact]
    public void Verify_OfEqualStores_SaysHowManyRowsWereCompared() => Assert.Equal(
        "Equal: 39,373 rows compared.",
        VerifySummary.Describe(Verification(equal: true, """{"rows":20000,"repaired":0}""", """{"rows":19373,"repaired":0}""")));

    [Fact]
    public void Verify_WithDifferences_CountsThemAndNamesTheRepair() => Assert.Equal(
        "3 documents of 1,000 differ (1 missing, 2 stale). Run 'Repair' to make the index equal to the database.",
        VerifySummary.Describe(Verification(equal: false, Counts(600, missing: 1), Counts(400, stale: 2))));

    [Fact]
    public void Verify_BeforeTheStreamHasReachedTheChanges_SaysThatItCannotCompare() => Assert.Equal(
        "Cannot compare 2 documents: the change stream has not reached them. Check the log of 'sync-worker', then run 'Verify' again.",
        VerifySummary.Describe(Verification(equal: false, Counts(600, unreached: 2), Counts(400))));

    [Fact]
    public void Repair_OfDifferences_SaysHowManyDocumentsWereRepaired() => Assert.Equal(
        "Equal: 1,000 rows compared, 1 document repaired.",
        VerifySummary.Describe(Verification(equal: true, """{"rows":600,"repaired":1}""", """{"rows":400,"repaired":0}""")));

    [Fact]
    public void Import_WithABrokenRow_NamesTheLineAndTheFile() => Assert.Equal(
        "Imported 2 of 3 rows: 2 companies and 0 contacts written. Rejected 1 row (line 4: 'employees' is not a number). "
        + "Correct it in /tmp/a.csv.rejects.csv and import that file.",
        CommandSummary.Imported(Parse("""
            {"rows":3,"imported":2,"companies":2,"contacts":0,"rejected":1,"rejects_file":"/tmp/a.csv.rejects.csv",
             "rejects":[{"line":4,"reason":"'employees' is not a number"}]}
            """)));

    [Fact]
    public void FullSync_OfBothEntities_CountsWhatWasIndexedOrUpToDate() => Assert.Equal(
        "Synced 1 company and 600 contacts, deleted 2 documents without a row.",
        CommandSummary.Synced(
        [
            Parse("""{"indexed":1,"stale":0,"deleted":0,"rejected":0}"""),
            Parse("""{"indexed":590,"stale":10,"deleted":2,"rejected":0}"""),
        ]));

    [Fact]
    public void Reindex_ThatIsReady_NamesTheNextCommands() => Assert.Equal(
        "contacts: contacts-1 is ready with 600 documents. "
        + "Run 'Swap reindexed index' to switch searches to it, or 'Abort reindex' to delete it.",
        CommandSummary.Reindexed(
            [Parse("""{"entity":"contacts","target":"contacts-1","previous":null,"state":"ready","documents":600}""")]));

    [Fact]
    public void ReindexStatus_WithoutAReindex_SaysSo() =>
        Assert.Equal("There has been no reindex.", CommandSummary.ReindexStatus([Parse("""{"reindexes":[]}""")]));

    [Fact]
    public void Optimize_WithAdvice_ListsIt() => Assert.Equal(
        "2 recommendations, 0 applied. Run 'Optimize' with 'Apply' to apply 1 more.\n"
        + "contacts: merge 9 segments\ncompanies: drop an unused index",
        CommandSummary.Optimized(Parse("""
            {"advice":[{"subject":"contacts","advice":"merge 9 segments","can_apply":true,"applied":false},
                       {"subject":"companies","advice":"drop an unused index","can_apply":false,"applied":false}]}
            """)));

    private static string Counts(int rows, int missing = 0, int stale = 0, int unreached = 0) =>
        $$"""{"rows":{{rows}},"repaired":0,"unreached":{{unreached}},"missing":{{missing}},"extra":0,"stale":{{stale}},"different":0}""";

    private static JsonElement Verification(bool equal, string contacts, string companies) =>
        Parse($$"""{"equal":{{(equal ? "true" : "false")}},"contacts":{{contacts}},"companies":{{companies}}}""");

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
