namespace Vql.SyncWorker.DeadLetters;

/// <summary>A document that the index rejected.</summary>
/// <param name="Entity">The entity: <c>contact</c> or <c>company</c>.</param>
/// <param name="Uuid">The UUID of the row.</param>
/// <param name="Version">The version of the rejected document.</param>
/// <param name="ErrorType">The error type from Elasticsearch.</param>
/// <param name="ErrorReason">The reason for the rejection.</param>
/// <param name="Document">The rejected document as JSON; null for a deletion.</param>
/// <param name="Attempts">The number of rejected attempts.</param>
/// <param name="LastAt">The time of the last attempt.</param>
internal sealed record DeadLetter(
    string Entity, string Uuid, long Version, string? ErrorType, string? ErrorReason, string? Document, int Attempts, DateTime LastAt);
