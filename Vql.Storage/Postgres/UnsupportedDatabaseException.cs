namespace Vql.Storage.Postgres;

/// <summary>The exception for a database that does not support the schema.</summary>
public sealed class UnsupportedDatabaseException : Exception
{
    /// <summary>Creates an exception with the default message.</summary>
    public UnsupportedDatabaseException()
        : this("The database is not supported")
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public UnsupportedDatabaseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public UnsupportedDatabaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
