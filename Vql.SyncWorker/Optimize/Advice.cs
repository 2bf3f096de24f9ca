namespace Vql.SyncWorker.Optimize;

/// <summary>Something that would do a store good.</summary>
/// <param name="Store"><c>elasticsearch</c> or <c>postgresql</c>.</param>
/// <param name="Subject">The index or table.</param>
/// <param name="Text">What is to be done, and why.</param>
/// <param name="Apply">Does it; null when people have to decide.</param>
internal sealed record Advice(string Store, string Subject, string Text, Func<CancellationToken, Task>? Apply = null);
