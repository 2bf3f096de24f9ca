using System.Text.Json;
using Lucene.Net.Search;
using Lucene.Net.Util.Automaton;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Aggregations;

/// <summary>
/// An aggregation in <c>aggs</c>: <c>global</c> or <c>filter</c> with sub-aggregations, or <c>terms</c>.
/// </summary>
internal sealed class Aggregation
{
    private const int DefaultSize = 10;

    // The default of the setting index.max_regex_length.
    private const int MaxPatternLength = 1_000;

    private static readonly string[] Containers = ["aggs", "aggregations"];

    private readonly string _name;
    private readonly bool _isGlobal;
    private readonly Query? _filter;
    private readonly TermsCount? _terms;
    private readonly IReadOnlyList<Aggregation> _children;

    private Aggregation(string name, JsonElement body, QueryReader queries, bool isTopLevel)
    {
        _name = name;
        _children = ReadAll(body, queries, isTopLevel: false);
        var kinds = body.ValueKind == JsonValueKind.Object
            ? body.EnumerateObject().Where(member => !Containers.Contains(member.Name) && member.Name != "meta").ToList()
            : throw NodeException.Parsing($"Expected [START_OBJECT] under [{name}]");
        if (kinds is not [var kind])
        {
            throw NodeException.Parsing($"Expected one aggregation type under [{name}] but found {kinds.Count}");
        }

        switch (kind.Name)
        {
            case "global" when isTopLevel:
                _isGlobal = true;
                break;
            case "global":
                throw NodeException.IllegalArgument($"Aggregator [{name}] of type [global] cannot be used as a sub-aggregation");
            case "filter":
                _filter = queries.Read(kind.Value);
                break;
            case "terms":
                _terms = ReadTerms(name, kind.Value, queries.Mapping);
                break;
            default:
                throw NodeException.Parsing($"Unknown aggregation type [{kind.Name}]");
        }

        if (_terms is not null && _children.Count > 0)
        {
            throw NodeException.IllegalArgument($"Aggregator [{name}] of type [terms] cannot accept sub-aggregations on this node");
        }
    }

    /// <summary>Reads <c>aggs</c>. Returns an empty list if the body has no such member.</summary>
    public static IReadOnlyList<Aggregation> ReadAll(JsonElement body, QueryReader queries, bool isTopLevel = true) =>
        body.ValueKind == JsonValueKind.Object && Containers.Where(name => body.TryGetProperty(name, out _)).ToList() is [var container, ..]
            ? [.. body.GetProperty(container).EnumerateObject()
                .Select(member => new Aggregation(member.Name, member.Value, queries, isTopLevel))]
            : [];

    /// <summary>Writes the results of the aggregations over the documents that match a query, keyed by name.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Aggregation> aggregations, IndexSearcher searcher, Query query)
    {
        foreach (var aggregation in aggregations)
        {
            writer.WritePropertyName(aggregation._name);
            aggregation.Write(writer, searcher, query);
        }
    }

    private void Write(Utf8JsonWriter writer, IndexSearcher searcher, Query outer)
    {
        var query = _isGlobal ? new MatchAllDocsQuery() : _filter is null ? outer : Both(outer, _filter);
        writer.WriteStartObject();
        if (_terms is not null)
        {
            _terms.Write(writer, searcher, query);
        }
        else
        {
            var counter = new TotalHitCountCollector();
            searcher.Search(query, counter);
            writer.WriteNumber("doc_count", counter.TotalHits);
            Write(writer, _children, searcher, query);
        }

        writer.WriteEndObject();
    }

    private static Query Both(Query outer, Query filter) =>
        outer is MatchAllDocsQuery ? filter : new BooleanQuery { { outer, Occur.MUST }, { filter, Occur.MUST } };

    private static Automaton? ReadInclude(string name, JsonElement body)
    {
        if (!body.TryGetProperty("include", out var include))
        {
            return null;
        }

        if (include.ValueKind != JsonValueKind.String || include.GetString() is not { Length: <= MaxPatternLength } pattern)
        {
            throw NodeException.IllegalArgument(
                $"[include] of [{name}] must be a pattern of at most {MaxPatternLength} characters on this node");
        }

        try
        {
            return new RegExp(pattern).ToAutomaton();
        }
        catch (ArgumentException exception)
        {
            throw NodeException.IllegalArgument($"[include] of [{name}]: {exception.Message}");
        }
    }

    private static TermsCount ReadTerms(string name, JsonElement body, IndexMapping mapping)
    {
        var field = body.TryGetProperty("field", out var value) ? JsonText.ScalarOf(value) : null;
        if (field is null)
        {
            throw NodeException.Parsing($"Required one of fields [field, script], but none were specified for [{name}]");
        }

        if (mapping.Find(field) is { Type: not FieldType.Keyword } mapped)
        {
            throw NodeException.IllegalArgument(mapped.Type == FieldType.Text
                ? $"Fielddata is disabled on [{field}]. Text fields are not optimised for operations that require " +
                  "per-document field data like aggregations and sorting."
                : $"Field [{field}] of type [{mapped.TypeName}] is not supported for aggregation [terms] on this node");
        }

        var size = body.TryGetProperty("size", out var number) && number.TryGetInt32(out var requested) ? requested : DefaultSize;
        return size > 0
            ? new TermsCount(field, size, ReadInclude(name, body))
            : throw NodeException.IllegalArgument($"[size] must be greater than 0. Found [{size}] in [{name}]");
    }
}
