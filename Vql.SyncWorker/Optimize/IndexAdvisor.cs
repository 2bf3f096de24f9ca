using System.Text;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Optimize;

/// <summary>Recommends optimizations of an index.</summary>
internal sealed class IndexAdvisor(IndexAdmin indices, IndexInspector inspector)
{
    private const string Store = "elasticsearch";
    private const double MaxDeletedRatio = 0.1;
    private const int MaxSegmentsPerShard = 10;
    private const long MaxShardBytes = 40L << 30;
    private const long MinShardBytes = 2L << 30;

    private static readonly byte[] DefaultRefresh = """{"index":{"refresh_interval":null}}"""u8.ToArray();

    /// <summary>Returns the recommendations for an index.</summary>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<Advice>> AdviseAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        if (!await indices.ExistsAsync(entity.Index, cancellationToken))
        {
            return [new Advice("missing", Store, entity.Index, $"the index is missing. Run 'sync-{entity.Table}' or 'run'")];
        }

        var settings = await indices.ReadSettingsAsync(entity.Index, cancellationToken);
        var statistics = await inspector.ReadStatisticsAsync(entity.Index, cancellationToken);
        List<Advice?> advice =
        [
            .. await MappingAsync(entity, cancellationToken),
            Merge(settings, statistics),
            Refresh(settings),
            Shards(entity, settings, statistics),
            await UnusedAsync(entity, cancellationToken),
        ];
        return [.. advice.OfType<Advice>()];
    }

    private async Task<IEnumerable<Advice>> MappingAsync(EntityFields entity, CancellationToken cancellationToken) =>
        (await indices.CheckMappingAsync(entity, entity.Index, cancellationToken))
            .Select(difference => new Advice(
                $"mapping:{difference}", Store, entity.Index,
                $"the mapping is outdated: {difference}. Run 'reindex start {entity.Table}'"));

    private Advice? Merge(IndexSettings settings, IndexStatistics statistics)
    {
        var deleted = (double)statistics.Deleted / Math.Max(1, statistics.Documents + statistics.Deleted);
        return deleted > MaxDeletedRatio || statistics.Segments > MaxSegmentsPerShard * settings.Shards
            ? new Advice(
                "merge", Store, settings.Name,
                $"merge the index: {statistics.Segments} segments, {deleted:P0} deleted documents. Preferably while few writes occur",
                new AdvisedChange(
                    $"POST /{settings.Name}/_forcemerge?max_num_segments=1",
                    cancellationToken => inspector.MergeAsync(settings.Name, cancellationToken)))
            : null;
    }

    // By default, Elasticsearch refreshes an index every second if it was searched within the last 30 s.
    private Advice? Refresh(IndexSettings settings) => settings.RefreshInterval is { } interval
        ? new Advice(
            "refresh", Store, settings.Name,
            interval == "-1"
                ? "refresh_interval is -1, so searches do not find new documents. A load may have been interrupted. Reset it to the default"
                : $"refresh_interval is {interval}. With the default, the index is refreshed every second, and only while it is searched",
            new AdvisedChange(
                $"PUT /{settings.Name}/_settings {Encoding.UTF8.GetString(DefaultRefresh)}",
                cancellationToken => indices.PutSettingsAsync(settings.Name, DefaultRefresh, cancellationToken)))
        : null;

    private static Advice? Shards(EntityFields entity, IndexSettings settings, IndexStatistics statistics)
    {
        var shards = (int)Math.Max(1, (statistics.Bytes + MaxShardBytes - 1) / MaxShardBytes);
        var isTooMany = settings.Shards > 1 && statistics.Bytes / settings.Shards < MinShardBytes && shards < settings.Shards;
        return shards > settings.Shards || isTooMany
            ? new Advice(
                "shards", Store, settings.Name,
                $"{settings.Shards} shards for {statistics.Bytes / (double)(1 << 30):0.0} GB; {shards} recommended. "
                + $"Run 'reindex start {entity.Table} --shards {shards}'")
            : null;
    }

    private async Task<Advice?> UnusedAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        if (await inspector.ReadFieldUsageAsync(entity.Index, cancellationToken) is not { Count: > 0 } usage)
        {
            return null;
        }

        var unused = entity.Fields
            .SelectMany(field =>
                field.Kind == FieldKind.Text ? [field.Name, field.Name + Field.NgramSuffix] : new[] { field.Name })
            .Where(name => usage.GetValueOrDefault(name) == 0)
            .ToList();
        return unused.Count == 0
            ? null
            : new Advice(
                "unused-fields", Store, entity.Index, $"fields without searches since the nodes started: {string.Join(", ", unused)}");
    }
}
