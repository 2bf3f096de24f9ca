namespace Vql.AppHost.Commands;

/// <summary>Creates command results that consist of a message.</summary>
internal static class CommandText
{
    /// <summary>
    /// Creates a successful result. The dashboard shows the message, the Aspire CLI the text of the result.
    /// </summary>
    public static ExecuteCommandResult Success(string message) => CommandResults.Success(message, message);
}
