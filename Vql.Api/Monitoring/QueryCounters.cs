using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Vql.Api.Telemetry;
using Vql.Core.Language;
using Vql.Storage.Monitoring;

namespace Vql.Api.Monitoring;

/// <summary>
/// Counts the calls of each query shape. The number of shapes is limited; the calls of further ones are counted together.
/// </summary>
internal sealed class QueryCounters
{
    /// <summary>The maximum number of shapes in a day.</summary>
    public const int MaxShapes = 2000;

    /// <summary>The text of the shapes beyond the maximum.</summary>
    public const string Other = "other";

    private const int IdBytes = 8;

    private readonly ConcurrentDictionary<ulong, QueryCounter> _byHash = new();
    private readonly ConcurrentDictionary<string, QueryCounter> _byId = new();

    // The count of a concurrent dictionary takes all of its locks.
    private int _shapes;

    /// <summary>Counts a call.</summary>
    public void Record(Subject subject, VqlQuery query, AnswerSource source, TimeSpan elapsed, long? size)
    {
        var hash = QueryHash.Of(subject, query);
        var counter = _byHash.TryGetValue(hash, out var known) ? known : Add(hash, subject, query);
        counter.Record(query, source, elapsed, size);
    }

    /// <summary>Returns the figures since the last call.</summary>
    public IReadOnlyList<QueryFigures> Drain() => [.. _byId.Values.Select(counter => counter.Drain()).OfType<QueryFigures>()];

    /// <summary>Forgets all shapes. Calls that were not drained are lost.</summary>
    public void Clear()
    {
        _byHash.Clear();
        _byId.Clear();
        Volatile.Write(ref _shapes, 0);
    }

    // Shapes that differ in the number of equal matches have different hashes and the same text.
    private QueryCounter Add(ulong hash, Subject subject, VqlQuery query)
    {
        if (Volatile.Read(ref _shapes) >= MaxShapes)
        {
            return Get(subject, Other);
        }

        var counter = Get(subject, QueryRedaction.ShapeOf(query));
        if (_byHash.TryAdd(hash, counter))
        {
            Interlocked.Increment(ref _shapes);
        }

        return counter;
    }

    private QueryCounter Get(Subject subject, string text)
    {
        var id = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{subject.Operation} {subject.Entity} {text}")).AsSpan(0, IdBytes));
        return _byId.GetOrAdd(id, static (id, shape) => new QueryCounter(id, shape.subject, shape.text), (subject, text));
    }
}
