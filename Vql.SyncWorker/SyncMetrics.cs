using System.Diagnostics;
using System.Diagnostics.Metrics;
using Vql.ServiceDefaults;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Capture;

namespace Vql.SyncWorker;

/// <summary>What is measured of the stream.</summary>
internal sealed class SyncMetrics
{
    private readonly TimeProvider _time;
    private readonly Counter<long> _documents;
    private readonly Histogram<double> _indexedLag;
    private readonly Histogram<double> _searchableLag;
    private readonly Histogram<int> _batchSize;
    private long _slotBytes;
    private long _deadLetters;
    private long _queued;

    public SyncMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(VqlTelemetry.Name);
        _documents = meter.CreateCounter<long>("vql.sync.documents", "{document}", "Documents by entity, operation and result.");
        _indexedLag = meter.CreateHistogram<double>("vql.sync.indexed.lag", "s", "From a commit to its documents being in the index.");
        _searchableLag = meter.CreateHistogram<double>("vql.sync.searchable.lag", "s", "From a commit to its documents being found.");
        _batchSize = meter.CreateHistogram<int>("vql.sync.batch.size", "{row}", "Rows in a batch.");
        meter.CreateObservableGauge("vql.sync.slot.bytes", () => Volatile.Read(ref _slotBytes), "By", "Log that the replication slot holds back.");
        meter.CreateObservableGauge("vql.sync.dead_letters", () => Volatile.Read(ref _deadLetters), "{document}", "Documents that the index refuses.");
        meter.CreateObservableGauge("vql.sync.queue", () => Volatile.Read(ref _queued), "{change}", "Changes read from the log that wait.");
    }

    public long SlotBytes
    {
        set => Volatile.Write(ref _slotBytes, value);
    }

    public long DeadLetters
    {
        set => Volatile.Write(ref _deadLetters, value);
    }

    public long Queued
    {
        set => Volatile.Write(ref _queued, value);
    }

    public void Batch(int rows) => _batchSize.Record(rows);

    public void Documents(string index, bool isDeletion, BulkResult result, int count) => _documents.Add(count, new TagList
    {
        { "vql.index", index },
        { "vql.operation", isDeletion ? "delete" : "index" },
        { "vql.result", result.ToString().ToLowerInvariant() },
    });

    public void Indexed(LogPosition position) => Record(_indexedLag, position);

    public void Searchable(LogPosition position) => Record(_searchableLag, position);

    private void Record(Histogram<double> lag, LogPosition position)
    {
        if (position.At is { } at)
        {
            lag.Record(Math.Max(0, (_time.GetUtcNow().UtcDateTime - at.ToUniversalTime()).TotalSeconds));
        }
    }
}
