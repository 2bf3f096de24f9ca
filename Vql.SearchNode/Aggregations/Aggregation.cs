using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Aggregations;

/// <summary>Computes the result of an aggregation from the documents of a search or of a bucket.</summary>
internal interface IAggregator
{
    /// <summary>The queries that select documents.</summary>
    IEnumerable<JsonElement> Queries => [];

    /// <summary>Whether the aggregation has buckets, which can have sub-aggregations.</summary>
    bool HasBuckets => true;

    /// <summary>Returns the type of the result, which clients that read typed results need.</summary>
    /// <param name="indices">The indices of the search.</param>
    /// <param name="kind">The type in the request.</param>
    string TypeOf(IReadOnlyList<AggregatedIndex> indices, string kind) => kind;

    /// <summary>Writes the members of the result.</summary>
    void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children);
}

/// <summary>An aggregation in <c>aggs</c>, with its sub-aggregations.</summary>
internal sealed class Aggregation
{
    private static readonly string[] Containers = ["aggs", "aggregations"];
    private static readonly System.Buffers.SearchValues<char> InvalidNameCharacters = System.Buffers.SearchValues.Create("[]>");

    private readonly IReadOnlyList<Aggregation> _children;
    private readonly JsonElement _meta;
    private readonly string _kind;

    private Aggregation(string name, JsonElement body, bool isTopLevel)
    {
        Name = name;
        if (name.Length == 0 || name.AsSpan().ContainsAny(InvalidNameCharacters))
        {
            throw NodeException.Parsing(
                $"Invalid aggregation name [{name}]. Aggregation names can contain any character except '[', ']', and '>'");
        }

        var kinds = body.ValueKind == JsonValueKind.Object
            ? body.EnumerateObject().Where(member => !Containers.Contains(member.Name) && member.Name != "meta").ToList()
            : throw NodeException.Parsing($"Aggregation definition for [{name} starts with a value, expected a [START_OBJECT].");
        if (kinds.Count == 0)
        {
            throw NodeException.Parsing($"Missing definition for aggregation [{name}]");
        }

        if (kinds.Count > 1)
        {
            throw NodeException.Parsing(
                $"Found two aggregation type definitions in [{name}]: [{kinds[0].Name}] and [{kinds[1].Name}]");
        }

        var (kind, options) = (kinds[0].Name, kinds[0].Value);
        _kind = kind;
        if (options.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Parsing($"Expected [START_OBJECT] under [{kind}], but got a value in [{name}]");
        }

        _children = ReadAll(body, isTopLevel: false);
        _meta = body.TryGetProperty("meta", out var meta) ? meta : default;
        if (_meta.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
        {
            throw NodeException.Parsing($"Expected [START_OBJECT] under [meta], but got a value in [{name}]");
        }

        Aggregator = Read(kind, new AggregationOptions(name, kind, options));
        if (!Aggregator.HasBuckets && _children.Count > 0)
        {
            throw NodeException.IllegalArgument($"Aggregator [{name}] of type [{kind}] cannot accept sub-aggregations");
        }

        if (Aggregator is CompositeAggregator && !isTopLevel)
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                "[composite] aggregation cannot be used with a parent aggregation on this node");
        }

        if (Aggregator is GlobalAggregator && HasTopHits)
        {
            throw NodeException.IllegalArgument("this node does not support [top_hits] within [global]");
        }

        if (Aggregator is GlobalAggregator && !isTopLevel)
        {
            throw NodeException.OfSearch("aggregation_execution_exception",
                $"Aggregator [{name}] of type [global] cannot be used as a sub-aggregation");
        }
    }

    public string Name { get; }

    public IAggregator Aggregator { get; }

    private bool HasTopHits => Aggregator is TopHitsAggregator || _children.Any(child => child.HasTopHits);

    /// <summary>Reads <c>aggs</c>. Returns an empty list if the body has no such member.</summary>
    public static IReadOnlyList<Aggregation> ReadAll(JsonElement body, bool isTopLevel = true)
    {
        if (body.ValueKind != JsonValueKind.Object || Containers.Where(name => body.TryGetProperty(name, out _))
            .ToList() is not [var container, ..])
        {
            return [];
        }

        var aggregations = body.GetProperty(container);
        return aggregations.ValueKind == JsonValueKind.Object
            ? [.. aggregations.EnumerateObject().Select(member => new Aggregation(member.Name, member.Value, isTopLevel))]
            : throw NodeException.Parsing("Unknown key for a value in [aggs].");
    }

    /// <summary>Checks that an index can run the queries of aggregations.</summary>
    /// <exception cref="NodeException">A query does not fit its field.</exception>
    public static bool Check(IReadOnlyList<Aggregation> aggregations, QueryReader queries)
    {
        foreach (var aggregation in aggregations)
        {
            try
            {
                foreach (var query in aggregation.Aggregator.Queries)
                {
                    queries.Read(query);
                }
            }
            catch (NodeException fault) when (fault.IsOfSearch)
            {
                throw fault.OfAggregation();
            }

            Check(aggregation._children, queries);
        }

        return true;
    }

    /// <summary>Writes the results of aggregations, keyed by name.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Aggregation> aggregations, DocumentSets documents)
    {
        foreach (var aggregation in aggregations)
        {
            writer.WriteStartObject(documents.HasTypedKeys
                ? $"{aggregation.Aggregator.TypeOf(documents.Indices, aggregation._kind)}#{aggregation.Name}"
                : aggregation.Name);
            if (aggregation._meta.ValueKind == JsonValueKind.Object)
            {
                writer.WritePropertyName("meta");
                aggregation._meta.WriteTo(writer);
            }

            aggregation.Aggregator.Write(writer, documents, aggregation._children);
            writer.WriteEndObject();
        }
    }

    private IAggregator Read(string kind, AggregationOptions options) => kind switch
    {
        "global" => new GlobalAggregator(),
        "filter" => new FilterAggregator(options.Body.Clone()),
        "filters" => FiltersAggregator.Read(options),
        "missing" => MissingAggregator.Read(options),
        "terms" => TermsAggregator.Read(options, _children),
        "range" => RangeAggregator.Read(options, isDate: false),
        "date_range" => RangeAggregator.Read(options, isDate: true),
        "histogram" => HistogramAggregator.Read(options),
        "date_histogram" => DateHistogramAggregator.Read(options),
        "min" or "max" or "sum" or "avg" or "stats" or "value_count" => MetricAggregator.Read(options, kind),
        "extended_stats" => ExtendedStatsAggregator.Read(options),
        "percentiles" => PercentilesAggregator.Read(options),
        "cardinality" => CardinalityAggregator.Read(options),
        "top_hits" => TopHitsAggregator.Read(options),
        "composite" => CompositeAggregator.Read(options),
        _ => throw NodeException.Parsing($"Unknown aggregation type [{kind}]"),
    };
}

/// <summary>The options of an aggregation.</summary>
/// <param name="Name">The name of the aggregation.</param>
/// <param name="Kind">The type of the aggregation.</param>
/// <param name="Body">The options.</param>
internal sealed record AggregationOptions(string Name, string Kind, JsonElement Body)
{
    /// <summary>Rejects options that the aggregation does not have.</summary>
    /// <exception cref="NodeException">An option is unknown.</exception>
    public AggregationOptions Check(params ReadOnlySpan<string> names)
    {
        foreach (var member in Body.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw Unparsable($"[{Kind}] unknown field [{member.Name}]");
            }
        }

        return this;
    }

    public JsonElement this[string name] => Body.TryGetProperty(name, out var value) ? value : default;

    public string? Text(string name) => this[name] is { ValueKind: JsonValueKind.Object or JsonValueKind.Array }
        ? throw Unparsable($"[{Kind}] {name} doesn't support values of this type")
        : JsonText.ScalarOf(this[name]);

    public AggregatedField Field() => new(
        this["field"].ValueKind switch
        {
            JsonValueKind.Undefined =>
                throw NodeException.IllegalArgument($"Required one of fields [field, script], but none were specified. "),
            JsonValueKind.String => Text("field")!,
            _ => throw WrongType("field"),
        },
        Text("missing"));

    public bool Flag(string name) => this[name].ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Undefined => false,
        JsonValueKind.String when this[name].GetString() is "true" or "false" or "" => this[name].GetString() == "true",
        _ => throw Unparsable($"[{Kind}] failed to parse field [{name}]"),
    };

    public int Number(string name, int defaultValue) => (int)Read(name, defaultValue, static value => RequestValue.Int(value));

    /// <summary>Reads a 64-bit integer.</summary>
    public long Long(string name, long defaultValue) => Read(name, defaultValue, RequestValue.Long);

    /// <summary>Checks the minimum number of documents of a bucket.</summary>
    /// <exception cref="NodeException">It is negative.</exception>
    public long MinDocCount(long defaultValue) => Long("min_doc_count", defaultValue) is >= 0 and var count ? count
        : throw Unparsable($"[{Kind}] failed to parse field [min_doc_count]: [min_doc_count] must be greater than or equal to 0.");

    /// <summary>Returns the error of an option whose value has a wrong type.</summary>
    public NodeException WrongType(string name) =>
        Unparsable($"[{Kind}] {name} doesn't support values of type: {RequestValue.TokenOf(this[name])}");

    /// <summary>Returns the error of an option that cannot be parsed.</summary>
    public static NodeException Unparsable(string reason) => NodeException.Content(reason);

    private long Read(string name, long defaultValue, Func<JsonElement, long> read)
    {
        try
        {
            return this[name].ValueKind == JsonValueKind.Undefined ? defaultValue : read(this[name]);
        }
        catch (NodeException fault)
        {
            throw Unparsable($"[{Kind}] failed to parse field [{name}]: {fault.Message}");
        }
    }
}
