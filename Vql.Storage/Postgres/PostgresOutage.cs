using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Tells a database that cannot be asked from one that was asked wrongly.</summary>
public static class PostgresOutage
{
    // Connection, no such database, resources, the operator, the system; and "not currently accepting connections".
    private static readonly string[] Classes = ["08", "3D", "53", "57", "58"];

    /// <summary>Whether the failure says nothing of what was asked: another time it may be answered.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException refusal => refusal.IsTransient || refusal.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState
            || Array.Exists(Classes, start => refusal.SqlState.StartsWith(start, StringComparison.Ordinal)),
        NpgsqlException => true,
        _ => exception is TimeoutException,
    };
}
