using System.Collections.Concurrent;

namespace Vql.AppHost.Supervision;

/// <summary>Tracks the status of each part, and writes a line to the console when it changes.</summary>
internal sealed class StatusBoard(TimeProvider time)
{
    private readonly StopRequests _stops = new();
    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private long _lastLine = time.GetTimestamp();
    private volatile bool _isReady;

    /// <summary>The time since the last line.</summary>
    public TimeSpan TimeSinceLastLine => time.GetElapsedTime(Interlocked.Read(ref _lastLine));

    /// <summary>Marks the start as completed. From then on, every change is reported.</summary>
    public void SetReady() => _isReady = true;

    /// <summary>Processes an update of a part.</summary>
    /// <returns>The status of the part.</returns>
    public PartStatus Update(ResourceEvent update, StackPartAnnotation part)
    {
        var previous = _entries.GetValueOrDefault(update.ResourceId);
        var status = StackParts.StatusOf(update.Snapshot, _stops.IsRequested(update));
        var current = new Entry(update.Resource.Name, status, DetailOf(update.Snapshot, part, status));
        _entries[update.ResourceId] = current;
        if (current != previous && ShouldReport(current, previous, part))
        {
            Write(current.Name, current.Status == PartStatus.Pending ? "Waiting" : current.Status.ToString(), current.Detail);
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

    // The intermediate states before the first healthy state are not reported.
    private bool ShouldReport(Entry current, Entry previous, StackPartAnnotation part) => current.Status switch
    {
        PartStatus.Healthy => previous.Status != PartStatus.Healthy && !part.IsFinite,
        PartStatus.Unhealthy => _isReady && previous.Status == PartStatus.Healthy,
        PartStatus.Pending => false,
        _ => current.Status != previous.Status,
    };

    private static string DetailOf(CustomResourceSnapshot snapshot, StackPartAnnotation part, PartStatus status) => status switch
    {
        PartStatus.Healthy => part.Endpoint is { IsAllocated: true } endpoint ? endpoint.Url : "",
        PartStatus.Failed => StackParts.DescribeExit(snapshot),
        PartStatus.Finished => part.IsFinite ? "" : StackParts.DescribeExit(snapshot),
        PartStatus.Pending => snapshot.State?.Text ?? "",
        PartStatus.Unhealthy => string.Join(
            "; ", snapshot.HealthReports.Select(report => report.Description).Where(text => text is { Length: > 0 })),
        _ => "",
    };

    private readonly record struct Entry(string Name, PartStatus Status, string Detail);
}
