using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vql.Api.Telemetry;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Monitoring;

namespace Vql.Api.Monitoring;

/// <summary>
/// Finds words that may be synonyms: a caller's search without rows is followed by one with rows, and only the words of a field with
/// synonyms differ.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed partial class SynonymCandidates(TimeProvider time)
{
    private const string Contact = "contact";
    private const int MaxCallers = 1000;
    private const int MaxPairs = 200;
    private const int MaxLength = 100;

    // A page often counts rows or values beside its list.
    private static readonly string[] Operations = ["list", "count"];

    // A person who finds nothing tries other words at once. A later search may have another purpose.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Search> _misses = [];
    private readonly Dictionary<(string Entity, string Field, string Missed, string Found), long> _pairs = [];
    private int _missCount;

    /// <summary>Notes the outcome of a search.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="subject">The operation and the entity.</param>
    /// <param name="query">The query.</param>
    /// <param name="size">The size of the answer.</param>
    public void Record(string caller, Subject subject, VqlQuery query, long size)
    {
        // Most searches have rows, and follow one with rows: nothing is read from their queries.
        if ((size > 0 && Volatile.Read(ref _missCount) == 0) || query.Cursor.Count > 0 || !Operations.Contains(subject.Operation))
        {
            return;
        }

        lock (_lock)
        {
            if (size == 0)
            {
                if (Read(subject, query.Where) is { } search)
                {
                    Keep(caller, search);
                }
            }
            else if (_misses.Remove(caller, out var missed) && time.GetElapsedTime(missed.At) < Patience
                && Read(subject, query.Where) is { } found && missed.IsFollowedBy(found))
            {
                Count(missed, found.Words);
            }

            Volatile.Write(ref _missCount, _misses.Count);
        }
    }

    /// <summary>Returns the candidates since the last call.</summary>
    public IReadOnlyList<SynonymCandidate> Drain()
    {
        lock (_lock)
        {
            List<SynonymCandidate> found =
            [
                .. _pairs.Select(pair => new SynonymCandidate(
                    pair.Key.Entity, pair.Key.Field, pair.Key.Missed, pair.Key.Found, pair.Value)),
            ];
            _pairs.Clear();
            return found;
        }
    }

    private static EntityFields FieldsOf(Subject subject) =>
        subject.Entity == Contact ? FieldCatalogue.Contacts : FieldCatalogue.Companies;

    private Search? Read(Subject subject, VqlWhere where) =>
        WordsOf(subject, where) is var (field, words) && words.Length <= MaxLength
            ? new Search(subject.Entity, field, words, ContextOf(subject, where), time.GetTimestamp())
            : null;

    // The first text is the one of the request; synonyms and other spellings follow.
    private static (string Field, string Words)? WordsOf(Subject subject, VqlWhere where)
    {
        var fields = FieldsOf(subject);
        var match = where.WithoutExclusions().Nested().SelectMany(nested => nested.TextMatches.Must)
            .FirstOrDefault(match => fields[match.Field].Column.HasSynonyms);
        return match is null ? null : (fields[match.Field].Column.Name, Spaces().Replace(match.Text.Trim(), " ").ToLowerInvariant());
    }

    // The conditions of a query without the words of fields with synonyms.
    private static string ContextOf(Subject subject, VqlWhere where)
    {
        var fields = FieldsOf(subject);
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            VqlWriter.Write(writer, new VqlQuery { Where = Without(where) });
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);

        VqlWhere Without(VqlWhere conditions) => conditions with
        {
            TextMatches = conditions.TextMatches.Where(match => !fields[match.Field].Column.HasSynonyms),
            AnyOf = Groups(conditions.AnyOf),
            AllOf = Groups(conditions.AllOf),
            NoneOf = Groups(conditions.NoneOf),
        };

        IReadOnlyList<VqlWhere> Groups(IReadOnlyList<VqlWhere> groups) =>
            [.. groups.Select(Without).Where(group => !group.IsEverything)];
    }

    private void Keep(string caller, Search miss)
    {
        if (_misses.Count >= MaxCallers && !_misses.ContainsKey(caller))
        {
            foreach (var (other, _) in _misses.Where(kept => time.GetElapsedTime(kept.Value.At) >= Patience).ToList())
            {
                _misses.Remove(other);
            }
        }

        if (_misses.Count < MaxCallers || _misses.ContainsKey(caller))
        {
            _misses[caller] = miss;
        }
    }

    private void Count(Search missed, string found)
    {
        var pair = (missed.Entity, missed.Field, missed.Words, found);
        if (_pairs.Count < MaxPairs || _pairs.ContainsKey(pair))
        {
            _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // A search without rows is kept in memory until the caller's next search with rows.
    private sealed record Search(string Entity, string Field, string Words, string Context, long At)
    {
        public bool IsFollowedBy(Search search) =>
            (Entity, Field, Context) == (search.Entity, search.Field, search.Context) && Words != search.Words;
    }
}
