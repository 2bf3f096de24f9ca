namespace Vql.Storage.Postgres;

/// <summary>The exception for a row with a value that cannot be converted to a document. Later rows can be read.</summary>
public sealed class UnreadableRowException : Exception
{
    /// <summary>Creates an exception with the default message.</summary>
    public UnreadableRowException()
        : this("A row cannot be read")
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public UnreadableRowException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public UnreadableRowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
