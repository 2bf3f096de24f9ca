namespace Vql.Storage.Monitoring;

/// <summary>The state of an index of the search.</summary>
/// <param name="Entity"><c>contacts</c> or <c>companies</c>.</param>
/// <param name="IndexName">The name of the index behind the alias.</param>
/// <param name="Documents">The number of searchable documents.</param>
/// <param name="Deleted">The number of replaced or deleted documents that still use disk space.</param>
/// <param name="Bytes">The size of the primary shards in bytes.</param>
/// <param name="Segments">The number of segments of the primary shards.</param>
/// <param name="Shards">The number of primary shards.</param>
/// <param name="Replicas">The number of replicas.</param>
/// <param name="RefreshInterval">The refresh interval. Null for the default.</param>
/// <param name="MappingDifferences">The differences between the mapping and the field catalogue.</param>
/// <param name="ReportedAt">The time at which the worker read the state.</param>
/// <param name="Advice">The recommendations for the index and for its table in PostgreSQL.</param>
public sealed record IndexReport(
    string Entity, string IndexName, long Documents, long Deleted, long Bytes, long Segments, int Shards, int Replicas,
    string? RefreshInterval, IReadOnlyList<string> MappingDifferences, DateTimeOffset ReportedAt, IReadOnlyList<IndexAdvice> Advice);

/// <summary>A recommendation.</summary>
/// <param name="Id">The id, unique within the entity.</param>
/// <param name="Store"><c>elasticsearch</c> or <c>postgresql</c>.</param>
/// <param name="Subject">The index or the table.</param>
/// <param name="Text">The recommended action and its reason.</param>
/// <param name="Effect">The statement or request that applies it. Null if an operator must decide.</param>
public sealed record IndexAdvice(string Id, string Store, string Subject, string Text, string? Effect);
