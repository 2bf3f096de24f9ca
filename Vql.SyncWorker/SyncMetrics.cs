using System.Diagnostics;
using System.Diagnostics.Metrics;
using Vql.Core.Fields;
using Vql.ServiceDefaults.Telemetry;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker;

/// <summary>Records the worker's metrics.</summary>
internal sealed class SyncMetrics
{
    private readonly TimeProvider _time;
    private readonly Counter<long> _documents;
    private readonly Histogram<double> _indexedLag;
    private readonly Histogram<double> _searchableLag;
    private readonly Histogram<int> _batchSize;
    private readonly Gauge<long> _differences;
    private readonly Gauge<double> _verifyDuration;
    private long _searchableTicks;
    private long _lagBytes;
    private long _slotBytes;
    private long _deadLetters;
    private long _queued;

    public SyncMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(TelemetryCatalogue.Worker);
        _documents = TelemetryCatalogue.Documents.CreateCounter(meter);
        _indexedLag = TelemetryCatalogue.IndexedLag.CreateHistogram<double>(meter);
        _searchableLag = TelemetryCatalogue.SearchableLag.CreateHistogram<double>(meter);
        _batchSize = TelemetryCatalogue.BatchSize.CreateHistogram<int>(meter);
        _differences = TelemetryCatalogue.VerifyDifferences.CreateGauge<long>(meter);
        _verifyDuration = TelemetryCatalogue.VerifyDuration.CreateGauge<double>(meter);
        TelemetryCatalogue.Lag.CreateObservableGauge(meter, Lag);
        TelemetryCatalogue.LagBytes.CreateObservableGauge<long>(meter, () => Volatile.Read(ref _lagBytes));
        TelemetryCatalogue.SlotBytes.CreateObservableGauge<long>(meter, () => Volatile.Read(ref _slotBytes));
        TelemetryCatalogue.DeadLetters.CreateObservableGauge<long>(meter, () => Volatile.Read(ref _deadLetters));
        TelemetryCatalogue.Queue.CreateObservableGauge<long>(meter, () => Volatile.Read(ref _queued));
    }

    public long DeadLetters
    {
        set => Volatile.Write(ref _deadLetters, value);
    }

    public long Queued
    {
        set => Volatile.Write(ref _queued, value);
    }

    public void Slot(SlotHealth health)
    {
        Volatile.Write(ref _slotBytes, health.Bytes);
        Volatile.Write(ref _lagBytes, health.UnconfirmedBytes);
    }

    public void Batch(int rows) => _batchSize.Record(rows);

    public void Documents(Entity entity, bool isDeletion, BulkResult result, int count) => _documents.Add(
        count,
        TelemetryCatalogue.Entity.Of(TelemetryValues.Of(entity)),
        TelemetryCatalogue.DocumentOperation.Of(isDeletion ? "delete" : "index"),
        TelemetryCatalogue.DocumentResult.Of(TelemetryValues.Of(result)));

    public void Indexed(LogPosition position) => Record(_indexedLag, position);

    public void Searchable(LogPosition position)
    {
        Record(_searchableLag, position);
        if (position.At is { } at)
        {
            Volatile.Write(ref _searchableTicks, at.ToUniversalTime().Ticks);
        }
    }

    public void Verified(Entity entity, VerifyReport report)
    {
        var entityTag = TelemetryCatalogue.Entity.Of(TelemetryValues.Of(entity));
        foreach (var kind in Enum.GetValues<DifferenceKind>())
        {
            _differences.Record(report.Count(kind), entityTag, TelemetryCatalogue.DifferenceKind.Of(TelemetryValues.Of(kind)));
        }

        _verifyDuration.Record(report.Elapsed.TotalSeconds, entityTag);
    }

    private double? Lag() => Volatile.Read(ref _searchableTicks) is > 0 and var ticks
        ? Math.Max(0, (_time.GetUtcNow().UtcDateTime - new DateTime(ticks, DateTimeKind.Utc)).TotalSeconds)
        : null;

    private void Record(Histogram<double> lag, LogPosition position)
    {
        if (position.At is { } at)
        {
            lag.Record(Math.Max(0, (_time.GetUtcNow().UtcDateTime - at.ToUniversalTime()).TotalSeconds));
        }
    }
}
