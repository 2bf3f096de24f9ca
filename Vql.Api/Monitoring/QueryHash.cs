using Vql.Api.Telemetry;
using Vql.Core.Language;

namespace Vql.Api.Monitoring;

/// <summary>Computes a hash of a query without its values. Nothing is allocated, because every request needs it.</summary>
internal struct QueryHash
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private ulong _value;

    /// <summary>Returns the hash of a query. It is valid in this process only.</summary>
    public static ulong Of(Subject subject, VqlQuery query)
    {
        var hash = default(QueryHash);
        hash.Add(subject.Operation);
        hash.Add(subject.Entity);
        hash.Add(query.Where);
        for (var index = 0; index < query.OrderBy.Count; index++)
        {
            hash.Add(query.OrderBy[index].Field);
            hash.Add(query.OrderBy[index].Descending ? 1 : 2);
            hash.Add(query.OrderBy[index].MissingFirst ? 1 : 2);
        }

        for (var index = 0; index < query.Facets.Count; index++)
        {
            hash.Add(query.Facets[index].Field);
        }

        hash.Add(query.Total ? 1 : 2);
        return hash._value;
    }

    private void Add(VqlWhere where)
    {
        Add(where.TextMatches.Must);
        Add(where.TextMatches.MustNot);
        Add(where.KeywordMatch.Must);
        Add(where.KeywordMatch.MustNot);
        Add(where.RangeQuery.Must);
        Add(where.RangeQuery.MustNot);
        Add(where.Exists);
        Add(where.Missing);
        Add(where.AnyOf);
        Add(where.AllOf);
        Add(where.NoneOf);
    }

    private void Add(IReadOnlyList<TextMatch> matches)
    {
        Add(1);
        for (var index = 0; index < matches.Count; index++)
        {
            var match = matches[index];
            Add(match.Field);
            Add(((int)match.Type << 2) | ((int)match.Operator << 1) | (match.Fuzzy ? 1 : 0));
        }
    }

    private void Add(IReadOnlyList<KeywordMatch> matches)
    {
        Add(2);
        for (var index = 0; index < matches.Count; index++)
        {
            Add(matches[index].Field);
            Add(matches[index].IsList ? 1 : 0);
        }
    }

    private void Add(IReadOnlyList<RangeMatch> matches)
    {
        Add(3);
        for (var index = 0; index < matches.Count; index++)
        {
            Add(matches[index].Field);
            for (var bound = 0; bound < matches[index].Bounds.Count; bound++)
            {
                Add((int)matches[index].Bounds[bound].Operator);
            }
        }
    }

    private void Add(IReadOnlyList<string> fields)
    {
        Add(4);
        for (var index = 0; index < fields.Count; index++)
        {
            Add(fields[index]);
        }
    }

    private void Add(IReadOnlyList<VqlWhere> groups)
    {
        Add(5);
        for (var index = 0; index < groups.Count; index++)
        {
            Add(groups[index]);
            Add(6);
        }
    }

    private void Add(string text) => Add(text.GetHashCode(StringComparison.Ordinal));

    private void Add(int number)
    {
        _value = (_value ^ unchecked((uint)number)) * Prime;
        _value ^= _value >> 29;
    }
}
