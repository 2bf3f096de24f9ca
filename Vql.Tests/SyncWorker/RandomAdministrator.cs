using System.Collections.Concurrent;
using Npgsql;

namespace Vql.Tests.SyncWorker;

/// <summary>Makes random administrative changes to a database.</summary>
/// <param name="rig">The rig with the database.</param>
/// <param name="random">The source of randomness.</param>
internal sealed class RandomAdministrator(StreamRig rig, Random random)
{
    private static readonly string[] Tables = ["contacts", "companies"];

    private readonly ConcurrentDictionary<string, int> _counts = [];

    /// <summary>The number of changes of each kind.</summary>
    public string Summary =>
        string.Join(", ", _counts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"));

    /// <summary>Makes changes until canceled.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 1500)), TimeProvider.System, CancellationToken.None);
            _counts.AddOrUpdate(await ActAsync(), 1, (_, count) => count + 1);
        }
    }

    // Changes that fail because of concurrent ones are ignored.
    private async Task<string> ActAsync()
    {
        var (name, statement) = Next();
        try
        {
            await rig.RunAsync(statement);
            return name;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.DuplicateObject
            or PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.InternalError)
        {
            return $"{name} failed";
        }
    }

    private (string Name, string Statement) Next()
    {
        var table = Tables[random.Next(Tables.Length)];
        var rows = "insert into contacts (uuid, title) "
            + $"select '{Guid.NewGuid()}-' || n, 'Word{random.Next()}' from generate_series(1, 50) n";
        return random.Next(12) switch
        {
            0 => ("triggers off", $"alter table contacts disable trigger all; {rows}; alter table contacts enable trigger all"),
            1 => ("replication session", $"begin; set local session_replication_role = replica; {rows}; commit"),
            2 => ("identity full", $"alter table {table} replica identity full"),
            3 => ("identity default", $"alter table {table} replica identity default"),
            4 => ("identity nothing", $"alter table {table} replica identity nothing"),
            5 => ("table lost", $"alter publication vql drop table {table}"),
            6 => ("table lost and added", $"alter publication vql drop table {table}; {rows}; alter publication vql add table {table}"),
            7 => ("operations lost", "alter publication vql set (publish = 'insert')"),
            8 => ("publication dropped", "drop publication vql"),
            9 => ("publication recreated", "drop publication vql; create publication vql for table contacts, companies"),
            10 => ("publication of all tables", "drop publication vql; create publication vql for all tables"),
            _ => ("truncated", $"truncate {table}"),
        };
    }
}
