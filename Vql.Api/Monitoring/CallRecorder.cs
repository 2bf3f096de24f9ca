using System.Collections.Concurrent;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Telemetry;
using Vql.Core.Language;
using Vql.Storage.Monitoring;

namespace Vql.Api.Monitoring;

/// <summary>Counts calls in memory, until <see cref="MonitoringService"/> writes the figures of a minute.</summary>
/// <param name="options">The options.</param>
/// <param name="time">The clock.</param>
internal sealed class CallRecorder(MonitoringOptions options, TimeProvider time)
{
    // Operations, entities, sources and reasons are closed sets, so that the number of counters is limited.
    private readonly ConcurrentDictionary<CallKey, CallCounter> _calls = new();
    private readonly QueryCounters _queries = new();
    private readonly SynonymCandidates _synonyms = new(time);

    /// <summary>Counts a call with a query.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="subject">The operation and the entity.</param>
    /// <param name="query">The query.</param>
    /// <param name="reason">The reason why the search did not answer; null when it did.</param>
    /// <param name="elapsed">The duration.</param>
    /// <param name="size">The size of the answer; null when neither engine answered.</param>
    public void Record(string caller, Subject subject, VqlQuery query, FallbackReason? reason, TimeSpan elapsed, long? size)
    {
        if (!options.IsEnabled)
        {
            return;
        }

        var source = size is null ? AnswerSource.Error : reason is null ? AnswerSource.Search : AnswerSource.Database;
        Count(new CallKey(subject, source, reason), elapsed, size);
        _queries.Record(subject, query, source, elapsed, size);
        if (size is { } found)
        {
            _synonyms.Record(caller, subject, query, found);
        }
    }

    /// <summary>Counts a call that only PostgreSQL answers.</summary>
    /// <param name="subject">The operation and the entity.</param>
    /// <param name="hasAnswered">Whether it answered.</param>
    /// <param name="elapsed">The duration.</param>
    public void Record(Subject subject, bool hasAnswered, TimeSpan elapsed)
    {
        if (options.IsEnabled)
        {
            Count(new CallKey(subject, hasAnswered ? AnswerSource.Database : AnswerSource.Error, null), elapsed, null);
        }
    }

    /// <summary>Returns the figures since the last call.</summary>
    /// <param name="startsDay">Whether the figures are the last ones of a day.</param>
    public RecordedFigures Drain(bool startsDay)
    {
        var calls = new List<CallFigures>();
        foreach (var (key, counter) in _calls)
        {
            var counts = counter.Drain();
            if (counts.Calls > 0)
            {
                calls.Add(new CallFigures(
                    key.Subject.Entity, key.Subject.Operation, key.Source, NameOf(key.Reason), counts.Calls, counts.ZeroHits,
                    [.. counts.Latencies.Select(count => (int)count)]));
            }
        }

        var queries = _queries.Drain();
        if (startsDay)
        {
            _queries.Clear();
        }

        return new RecordedFigures(calls, queries, _synonyms.Drain());
    }

    /// <summary>Returns the counts since the start.</summary>
    public IReadOnlyList<TotalCalls> ReadTotals() =>
        [.. _calls.Select(pair => new TotalCalls(pair.Key.Subject, pair.Key.Source, NameOf(pair.Key.Reason), pair.Value.Counts))];

    private static string NameOf(FallbackReason? reason) => reason?.ToName() ?? "";

    private void Count(CallKey key, TimeSpan elapsed, long? size) =>
        _calls.GetOrAdd(key, static _ => new CallCounter()).Record(elapsed, size);

    private readonly record struct CallKey(Subject Subject, AnswerSource Source, FallbackReason? Reason);
}

/// <summary>The figures of a minute.</summary>
/// <param name="Calls">The calls.</param>
/// <param name="Queries">The queries.</param>
/// <param name="Synonyms">Words that may be synonyms.</param>
internal sealed record RecordedFigures(
    IReadOnlyList<CallFigures> Calls, IReadOnlyList<QueryFigures> Queries, IReadOnlyList<SynonymCandidate> Synonyms);

/// <summary>Calls since the start.</summary>
/// <param name="Subject">The operation and the entity.</param>
/// <param name="Source">The source of the answers.</param>
/// <param name="Reason">The fallback reason; empty if there is none.</param>
/// <param name="Counts">The counts.</param>
internal sealed record TotalCalls(Subject Subject, AnswerSource Source, string Reason, CallCounts Counts);
