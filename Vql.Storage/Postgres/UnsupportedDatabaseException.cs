namespace Vql.Storage.Postgres;

/// <summary>The database cannot hold the schema.</summary>
public sealed class UnsupportedDatabaseException : Exception
{
    /// <summary>An exception without a reason.</summary>
    public UnsupportedDatabaseException()
        : this("The database is not supported")
    {
    }

    /// <summary>An exception with the reason.</summary>
    public UnsupportedDatabaseException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with the reason and its cause.</summary>
    public UnsupportedDatabaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
