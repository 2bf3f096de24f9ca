using System.Collections.Concurrent;

namespace Vql.AppHost.Supervision;

/// <summary>Follows the status of each part, and writes a line to the console when it changes.</summary>
internal sealed class StatusBoard(TimeProvider time)
{
    private readonly StopRequests _stops = new();
    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private long _lastLine = time.GetTimestamp();
    private volatile bool _isReady;

    /// <summary>The time since the last line.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _lastLine));

    /// <summary>Ends the start: from now on every change is news.</summary>
    public void SetReady() => _isReady = true;

    /// <summary>Takes an update of a part.</summary>
    /// <returns>The part's status.</returns>
    public PartStatus Update(ResourceEvent update, StackPartAnnotation part)
    {
        var before = _entries.GetValueOrDefault(update.ResourceId);
        var status = StackParts.StatusOf(update.Snapshot, _stops.IsRequested(update));
        var now = new Entry(update.Resource.Name, status, DetailOf(update.Snapshot, part, status));
        _entries[update.ResourceId] = now;
        if (now != before && IsNews(now, before, part))
        {
            Write(now.Name, now.Status == PartStatus.Pending ? "Waiting" : now.Status.ToString(), now.Detail);
        }

        return status;
    }

    /// <summary>Writes a line for each part that is not healthy yet.</summary>
    public void WritePending()
    {
        foreach (var entry in _entries.Values.Where(
            entry => entry.Status is PartStatus.Pending or PartStatus.Unhealthy or PartStatus.Stopped))
        {
            Write(entry.Name, entry.Status == PartStatus.Stopped ? nameof(PartStatus.Stopped) : "Waiting", entry.Detail);
        }
    }

    /// <summary>Writes a line.</summary>
    public void Write(string name, string status, string detail)
    {
        Interlocked.Exchange(ref _lastLine, time.GetTimestamp());
        ConsoleLine.Write(name, status, detail);
    }

    // On the way to the first healthy state only the end of it is news.
    private bool IsNews(Entry now, Entry before, StackPartAnnotation part) => now.Status switch
    {
        PartStatus.Healthy => before.Status != PartStatus.Healthy && !part.IsFinite,
        PartStatus.Unhealthy => _isReady && before.Status == PartStatus.Healthy,
        PartStatus.Pending => false,
        _ => now.Status != before.Status,
    };

    private static string DetailOf(CustomResourceSnapshot snapshot, StackPartAnnotation part, PartStatus status) => status switch
    {
        PartStatus.Healthy => part.Endpoint is { IsAllocated: true } endpoint ? endpoint.Url : "",
        PartStatus.Failed => StackParts.DescribeEnd(snapshot),
        PartStatus.Finished => part.IsFinite ? "" : StackParts.DescribeEnd(snapshot),
        PartStatus.Pending => snapshot.State?.Text ?? "",
        PartStatus.Unhealthy => string.Join(
            "; ", snapshot.HealthReports.Select(report => report.Description).Where(text => text is { Length: > 0 })),
        _ => "",
    };

    private readonly record struct Entry(string Name, PartStatus Status, string Detail);
}
