namespace Vql.Storage.Postgres;

/// <summary>A row holds a value that no document can be made of. The rows after it can be read.</summary>
public sealed class UnreadableRowException : Exception
{
    /// <summary>An exception without a row.</summary>
    public UnreadableRowException()
        : this("A row cannot be read")
    {
    }

    /// <summary>An exception with a message.</summary>
    public UnreadableRowException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public UnreadableRowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
