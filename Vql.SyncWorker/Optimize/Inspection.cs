using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Monitoring;

namespace Vql.SyncWorker.Optimize;

/// <summary>Reads the state of an index and the recommendations for both stores, and stores them for the dashboard.</summary>
internal sealed class Inspection(
    IndexAdmin indices, IndexInspector inspector, IndexAdvisor indexAdvisor, DatabaseAdvisor databaseAdvisor, IndexReportTable reports,
    TimeProvider time)
{
    /// <summary>Returns the recommendations for an index and its table.</summary>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<Advice>> AdviseAsync(EntityFields entity, CancellationToken cancellationToken) =>
    [
        .. await indexAdvisor.AdviseAsync(entity, cancellationToken),
        .. await databaseAdvisor.AdviseAsync(entity, cancellationToken),
    ];

    /// <summary>Stores the state of an index and the recommendations for it.</summary>
    /// <returns>The number of recommendations.</returns>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error, or the index is missing.</exception>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<int> SaveAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var settings = await indices.ReadSettingsAsync(entity.Index, cancellationToken);
        var statistics = await inspector.ReadStatisticsAsync(entity.Index, cancellationToken);
        var differences = await indices.CheckMappingAsync(entity, entity.Index, cancellationToken);
        var advice = await AdviseAsync(entity, cancellationToken);
        await reports.SaveAsync(
            new IndexReport(
                entity.Table, settings.Name, statistics.Documents, statistics.Deleted, statistics.Bytes, statistics.Segments,
                settings.Shards, settings.Replicas, settings.RefreshInterval, differences, time.GetUtcNow(),
                [.. advice.Select(one => new IndexAdvice(one.Id, one.Store, one.Subject, one.Text, one.Change?.Effect))]),
            cancellationToken);
        return advice.Count;
    }
}
