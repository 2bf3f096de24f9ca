namespace Vql.AppHost.Commands;

/// <summary>Creates results that are a sentence.</summary>
internal static class CommandText
{
    /// <summary>Returns a success. The dashboard shows the message, the Aspire CLI only the text of the result.</summary>
    public static ExecuteCommandResult Success(string message) => CommandResults.Success(message, message);
}
