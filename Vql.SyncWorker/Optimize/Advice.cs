namespace Vql.SyncWorker.Optimize;

/// <summary>A recommendation for a store.</summary>
/// <param name="Id">The id, unique within the entity. It stays the same while the recommendation applies.</param>
/// <param name="Store">The store: <c>elasticsearch</c> or <c>postgresql</c>.</param>
/// <param name="Subject">The index or the table.</param>
/// <param name="Text">The recommended action and its reason.</param>
/// <param name="Change">The change that applies the recommendation; null if it is not safe to automate.</param>
internal sealed record Advice(string Id, string Store, string Subject, string Text, AdvisedChange? Change = null);

/// <summary>A change that applies a recommendation.</summary>
/// <param name="Effect">The statement or request, for operators.</param>
/// <param name="ApplyAsync">Applies it.</param>
internal sealed record AdvisedChange(string Effect, Func<CancellationToken, Task> ApplyAsync);
