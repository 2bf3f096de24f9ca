using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Distinguishes outages of the database from errors of statements.</summary>
public static class PostgresOutage
{
    // Classes of SQLSTATE: connection exceptions, a missing database, insufficient resources, operator intervention, system
    // errors. The state "object not in prerequisite state" includes "not currently accepting connections".
    private static readonly string[] Classes = ["08", "3D", "53", "57", "58"];

    /// <summary>Returns whether an exception is independent of the statement, so that a retry may succeed.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException error => error.IsTransient || error.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState
            || Array.Exists(Classes, start => error.SqlState.StartsWith(start, StringComparison.Ordinal)),
        NpgsqlException => true,
        _ => exception is TimeoutException,
    };
}
