using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Optimize;

/// <summary>Looks what would do an index good.</summary>
internal sealed class IndexAdvisor(IndexAdmin indices, IndexInspector inspector)
{
    private const string Store = "elasticsearch";
    private const double MuchDeleted = 0.1;
    private const int ManySegments = 10;
    private const long LargestShard = 40L << 30;
    private const long SmallShard = 2L << 30;

    private static readonly byte[] DefaultRefresh = """{"index":{"refresh_interval":null}}"""u8.ToArray();

    /// <exception cref="ElasticsearchException">It could not be asked.</exception>
    public async Task<IReadOnlyList<Advice>> AdviseAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        if (!await indices.ExistsAsync(entity.Index, cancellationToken))
        {
            return [new Advice(Store, entity.Index, $"is missing: run sync-{entity.Table}, or the worker's run")];
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
            .Select(difference => new Advice(Store, entity.Index, $"the mapping does not fit: {difference}. Run: reindex start {entity.Table}"));

    private Advice? Merge(IndexSettings settings, IndexStatistics statistics)
    {
        var deleted = (double)statistics.Deleted / Math.Max(1, statistics.Documents + statistics.Deleted);
        return deleted > MuchDeleted || statistics.Segments > ManySegments * settings.Shards
            ? new Advice(
                Store, settings.Name, $"merge it: {statistics.Segments} segments, {deleted:P0} of it deleted documents. Best while little is written",
                cancellationToken => inspector.MergeAsync(settings.Name, cancellationToken))
            : null;
    }

    // Elasticsearch's own default is by use: an index that nobody searches for 30 s is not refreshed.
    private Advice? Refresh(IndexSettings settings) => settings.RefreshInterval is { } interval
        ? new Advice(
            Store, settings.Name,
            interval == "-1"
                ? "searches see nothing new, refresh_interval is -1: a load may have been killed. Put the default back"
                : $"refresh_interval is {interval}: the default refreshes each second while there are searches, and not at all while there are none",
            cancellationToken => indices.PutSettingsAsync(settings.Name, DefaultRefresh, cancellationToken))
        : null;

    private static Advice? Shards(EntityFields entity, IndexSettings settings, IndexStatistics statistics)
    {
        var wanted = (int)Math.Max(1, (statistics.Bytes + LargestShard - 1) / LargestShard);
        var isTooMany = settings.Shards > 1 && statistics.Bytes / settings.Shards < SmallShard && wanted < settings.Shards;
        return wanted > settings.Shards || isTooMany
            ? new Advice(
                Store, settings.Name,
                $"{settings.Shards} shards for {statistics.Bytes / (double)(1 << 30):0.0} GB; {wanted} would do. Run: reindex start {entity.Table} --shards {wanted}")
            : null;
    }

    private async Task<Advice?> UnusedAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        if (await inspector.ReadFieldUsageAsync(entity.Index, cancellationToken) is not { Count: > 0 } usage)
        {
            return null;
        }

        var unused = entity.Fields
            .SelectMany(field => field.Kind == FieldKind.Text ? [field.Name, field.Name + IndexDefinition.NgramSuffix] : new[] { field.Name })
            .Where(name => usage.GetValueOrDefault(name) == 0)
            .ToList();
        return unused.Count == 0 ? null : new Advice(Store, entity.Index, $"no search used these fields since the nodes started: {string.Join(", ", unused)}");
    }
}
