using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Tells faults of the data from those of the server.</summary>
public static class PostgresFaults
{
    // Classes of SQLSTATE: data exceptions, integrity constraints, program limits.
    private static readonly string[] OfData = ["22", "23", "54"];

    /// <summary>Whether the database rejected a value, so that other rows can be written.</summary>
    public static bool IsDataError(PostgresException exception) => OfData.Contains(exception.SqlState[..2]);
}
