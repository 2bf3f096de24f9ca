namespace Vql.SyncWorker.Optimize;

/// <summary>A recommendation for a store.</summary>
/// <param name="Store">The store: <c>elasticsearch</c> or <c>postgresql</c>.</param>
/// <param name="Subject">The index or the table.</param>
/// <param name="Text">The recommended action and its reason.</param>
/// <param name="Apply">Applies the recommendation; null if it is not safe to automate.</param>
internal sealed record Advice(string Store, string Subject, string Text, Func<CancellationToken, Task>? Apply = null);
