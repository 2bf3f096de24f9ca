using Vql.Api.Telemetry;
using Vql.Core.Language;
using Vql.Storage.Monitoring;

namespace Vql.Api.Monitoring;

/// <summary>Counts the calls of a query shape.</summary>
/// <param name="id">The identifier of the shape.</param>
/// <param name="subject">The operation and the entity.</param>
/// <param name="text">The shape as JSON.</param>
internal sealed class QueryCounter(string id, Subject subject, string text)
{
    private readonly CallCounter _calls = new();
    private long _fallbacks;
    private long _errors;
    private long _rows;
    private long _continued;
    private long _maxTicks;
    private string _example = "";

    /// <summary>Counts a call.</summary>
    public void Record(VqlQuery query, AnswerSource source, TimeSpan elapsed, long? size)
    {
        _calls.Record(elapsed, size);
        if (source != AnswerSource.Search)
        {
            Interlocked.Increment(ref source == AnswerSource.Error ? ref _errors : ref _fallbacks);
        }

        if (size is > 0)
        {
            Interlocked.Add(ref _rows, size.Value);
        }

        if (query.Cursor.Count > 0)
        {
            Interlocked.Increment(ref _continued);
        }

        // The example is written when a call is slower than all earlier ones, so that no query with values is kept.
        var slowest = Volatile.Read(ref _maxTicks);
        while (elapsed.Ticks > slowest)
        {
            var seen = Interlocked.CompareExchange(ref _maxTicks, elapsed.Ticks, slowest);
            if (seen == slowest)
            {
                Volatile.Write(ref _example, QueryRedaction.ExampleOf(query));
                return;
            }

            slowest = seen;
        }
    }

    /// <summary>Returns the counts since the last call of this method, and the slowest call of the day. Null without calls.</summary>
    public QueryFigures? Drain()
    {
        var counts = _calls.Drain();
        return counts.Calls == 0 ? null : new QueryFigures(
            id, subject.Entity, subject.Operation, text, counts.Calls, Interlocked.Exchange(ref _fallbacks, 0),
            Interlocked.Exchange(ref _errors, 0), counts.ZeroHits, Interlocked.Exchange(ref _rows, 0),
            Interlocked.Exchange(ref _continued, 0), counts.Time.TotalMilliseconds,
            TimeSpan.FromTicks(Volatile.Read(ref _maxTicks)).TotalMilliseconds, Volatile.Read(ref _example),
            [.. counts.Latencies.Select(count => (int)count)]);
    }
}
