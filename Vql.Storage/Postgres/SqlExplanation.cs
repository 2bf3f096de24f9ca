namespace Vql.Storage.Postgres;

/// <summary>How PostgreSQL answers a query.</summary>
/// <param name="Sql">The statement; its values stand in parameters.</param>
/// <param name="Plan">PostgreSQL's plan, JSON.</param>
/// <param name="Indexes">The indexes that the plan uses.</param>
public sealed record SqlExplanation(string Sql, string Plan, IReadOnlyList<string> Indexes);
