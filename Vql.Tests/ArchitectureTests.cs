using Vql.Tests.Infrastructure;

namespace Vql.Tests;

/// <summary>
/// Tests that the folders of a project refer to each other in one direction only. The table lists all allowed
/// references.
/// </summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Vql.Core"] =
        [
            "Aliases -> Fields, Language, Text",
            "Cleaning -> Fields, Text",
            "Documents -> Fields, Text",
            "Filters -> Aliases, Documents, Fields, Language, Text",
            "Language -> Fields, Text",
            "Text -> Fields",
        ],
        ["Vql.Storage"] =
        [
            "Elasticsearch -> Buffers, Digests, Dsl",
            "Monitoring -> Sql",
            "Postgres -> Buffers, Digests, Sql",
        ],
        ["Vql.SyncWorker"] =
        [
            "Commands -> DeadLetters, Import, Import.Columns, Import.Files, Optimize, Output, Reindex, Retries, Seed, Streaming, Sync, "
                + "Verify",
            "Import -> Import.Columns, Import.Files, Import.Identity, Import.Rows, Output",
            "Import.Identity -> Import.Files, Import.Rows",
            "Import.Rows -> Import.Columns, Import.Files, Seed",
            "Indexing -> Retries",
            "Position -> Capture, Reindex",
            "Reindex -> Output, Sync, Verify",
            "Requests -> Optimize, Output, Reindex, Sync, Verify",
            "Run -> Capture, Output, Position, Reindex, Requests, Retries, Streaming, Sync",
            "Seed -> Output",
            "Streaming -> Capture, DeadLetters, Position, Reindex, Retries, Sync",
            "Sync -> Indexing, Output, Verify",
            "Verify -> Capture, Indexing, Output",
        ],
        ["Vql.SearchNode"] =
        [
            "Aggregations -> Documents, Mappings, Patterns, Queries",
            "Documents -> Mappings",
            "Highlighting -> Analysis, Documents, Mappings, Queries",
            "Http -> Analysis, Documents, Indices, Mappings, PointsInTime, Queries, Searching",
            "Indices -> Analysis, Documents, Durability, Mappings, Scoring",
            "Mappings -> Analysis",
            "PointsInTime -> Indices",
            "Queries -> Analysis, Documents, Mappings, Patterns",
            "Searching -> Aggregations, Documents, Highlighting, Indices, Mappings, PointsInTime, Queries",
        ],
        ["Vql.Connectra"] =
        [
            "Access -> Answers",
            "Endpoints -> Answers, Batches",
        ],
        ["Vql.AppHost"] =
        [
            "Commands -> Resources, Stack",
            "Preflight -> Stack",
            "Publishing -> Resources, Stack",
            "Supervision -> Resources, Stack",
            "Topologies -> Commands, Resources, Stack, Supervision",
        ],
        ["Vql.Api"] =
        [
            "Access -> Configuration",
            "Engine -> Answers, Configuration, Engine.Connectra, Engine.Freshness, Engine.Hedging, Engine.Outcomes, "
                + "Engine.Postgres, Engine.Shadow, Engine.Switches, Monitoring, Requests, Telemetry",
            "Engine.Connectra -> Answers, Configuration, Engine.Outcomes, Engine.Switches",
            "Engine.Freshness -> Configuration, Requests",
            "Engine.Hedging -> Engine.Switches, Telemetry",
            "Engine.Outcomes -> Answers",
            "Engine.Postgres -> Configuration, Monitoring, Telemetry",
            "Engine.Shadow -> Configuration, Engine.Freshness, Engine.Outcomes, Engine.Postgres, Engine.Switches, Telemetry",
            "Engine.Switches -> Configuration",
            "Health -> Access, Configuration, Engine.Connectra, Engine.Freshness, Engine.Outcomes, Engine.Shadow, Engine.Switches, "
                + "Telemetry",
            "Http -> Access, Answers, Configuration, Engine, Engine.Outcomes, Health, Requests",
            "Http.Capabilities -> Access, Answers, Configuration, Engine.Connectra, Http.Lookups, Http.Saved, Http.Streams, Http.Writes, "
                + "Requests",
            "Http.CompanyContacts -> Answers, Configuration, Engine, Http.Lists, Http.Uuids, Http.Values, OpenApi, Requests",
            "Http.Facets -> Answers, Engine, OpenApi, Requests",
            "Http.Lists -> Answers, Engine, Engine.Outcomes, OpenApi, Requests",
            "Http.Lookups -> Answers, Engine.Postgres, OpenApi, Requests",
            "Http.Mcp -> Access, Engine, Requests",
            "Http.Monitoring -> Answers, Monitoring, OpenApi",
            "Http.Queries -> Answers, Engine, Http.Lists, OpenApi, Requests",
            "Http.Records -> Answers, Configuration, Engine, Engine.Outcomes, OpenApi, Requests",
            "Http.Saved -> Access, Answers, Engine, Http.Lists, Http.Queries, OpenApi, Requests",
            "Http.Streams -> Answers, Configuration, Engine, Engine.Outcomes, Engine.Postgres, OpenApi, Requests",
            "Http.Suggestions -> Answers, Engine, OpenApi, Requests",
            "Http.Uuids -> Answers, Engine, Http.Streams, OpenApi, Requests",
            "Http.Values -> Answers, Engine, OpenApi, Requests",
            "Http.Writes -> Access, Answers, Engine, Engine.Freshness, OpenApi, Requests",
            "Monitoring -> Configuration, Engine.Connectra, Engine.Outcomes, Telemetry",
            "OpenApi -> Answers, Requests",
            "Requests -> Answers",
            "Telemetry -> Engine.Outcomes",
        ],
        ["Vql.Dashboard"] =
        [
            "Access -> Configuration",
            "Data -> Access, Configuration",
            "Health -> Data",
        ],
        ["Vql.Client"] =
        [
            "Requests -> Records",
        ],
        ["Vql.Testing"] =
        [
            "Engines -> Files, Processes",
        ],
        ["Vql.Bench"] =
        [
            "Allocation -> Rigs",
            "Api -> Load, Rigs",
            "Cdc -> Rigs, Sync",
            "Connectra -> Load, Rigs",
            "Node -> Load, Rigs, Sync",
            "Ops -> Api, Load, Rigs",
            "Soak -> Cdc, Rigs",
            "Sync -> Rigs",
            "Telemetry -> Api, Load, Rigs",
        ],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_ReferToTheAllowedOnes(string project) =>
        Assert.Equal(ReferencesOf(project), FolderReferences.Of(project).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_BetweenFolders_FormNoCycle(string project)
    {
        var left = ReferencesOf(project).ToHashSet();
        while (left.Count > 0)
        {
            // Removes references to folders that have no references themselves, until none remain.
            var ends = left.Where(reference => left.All(other => other.From != reference.To)).ToList();
            Assert.True(ends.Count > 0, $"{project}: {string.Join(", ", left)}");
            left.ExceptWith(ends);
        }
    }

    private static IEnumerable<(string From, string To)> ReferencesOf(string project) => Allowed[project]
        .Select(row => row.Split(" -> "))
        .SelectMany(row => row[1].Split(", ").Select(to => (From: row[0], To: to)))
        .Order();
}
