namespace Vql.Storage.Postgres;

/// <summary>The statement and the plan of a query.</summary>
/// <param name="Sql">The statement. Its values are parameters.</param>
/// <param name="Plan">PostgreSQL's plan as JSON.</param>
/// <param name="Indexes">The indexes that the plan uses.</param>
public sealed record SqlExplanation(string Sql, string Plan, IReadOnlyList<string> Indexes);
