namespace Vql.SyncWorker;

/// <summary>Thrown when an argument or a file is invalid. The message is shown to the user.</summary>
internal sealed class InvalidInputException(string message) : Exception(message);
