using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Distinguishes errors of the data from errors of the server.</summary>
public static class PostgresFaults
{
    // Classes of SQLSTATE: data exceptions, integrity constraints, program limits.
    private static readonly string[] DataClasses = ["22", "23", "54"];

    /// <summary>Returns whether the database rejected a value. Other rows can be written.</summary>
    public static bool IsDataError(PostgresException exception) => DataClasses.Contains(exception.SqlState[..2]);
}
