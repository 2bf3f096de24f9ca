namespace Vql.SyncWorker.DeadLetters;

/// <summary>A document that the index refuses.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Uuid">Its row's uuid.</param>
/// <param name="Version">The version that was refused.</param>
/// <param name="ErrorType">Elasticsearch's name of the error.</param>
/// <param name="ErrorReason">What is wrong with it.</param>
/// <param name="Document">The document that was refused, as JSON; null when it was a deletion.</param>
/// <param name="Attempts">How often it was refused.</param>
/// <param name="LastAt">When last.</param>
internal sealed record DeadLetter(
    string Entity, string Uuid, long Version, string? ErrorType, string? ErrorReason, string? Document, int Attempts, DateTime LastAt);
