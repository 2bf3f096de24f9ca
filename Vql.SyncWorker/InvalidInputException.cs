namespace Vql.SyncWorker;

/// <summary>What was typed or given as a file cannot be worked with; the message tells people why.</summary>
internal sealed class InvalidInputException(string message) : Exception(message);
