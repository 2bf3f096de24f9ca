using System.Globalization;
using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.NGram;
using Lucene.Net.Util;

namespace Vql.SearchNode.Analysis;

/// <summary>
/// The analyzers of an index: those that Elasticsearch has without plugins, and the custom analyzers in its settings.
/// </summary>
internal sealed class Analyzers
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;

    // The type of an analyzer of a tokenizer and filters.
    private const string Custom = "custom";

    private static readonly string[] BuiltIn = ["lowercase", "stop"];

    private readonly Dictionary<string, Analyzer> _byName = new()
    {
        ["standard"] = Chain(Standard, ["lowercase"], []),
        ["keyword"] = new KeywordAnalyzer(),
        ["simple"] = Chain(Letters, ["lowercase"], []),
        ["stop"] = Chain(Letters, ["lowercase", "stop"], []),
        ["whitespace"] = Chain(Whitespace, [], []),
    };

    private readonly Dictionary<string, (int Min, int Max, bool Edge)> _filters;

    /// <summary>Reads <c>settings.analysis</c>; the settings may or may not be wrapped in <c>index</c>.</summary>
    public Analyzers(JsonElement settings)
    {
        var analysis = Setting(settings, "analysis");
        _filters = ReadFilters(settings, Member(analysis, "filter"));
        foreach (var (name, definition) in Members(Member(analysis, "analyzer")))
        {
            if (_byName.TryGetValue(TypeOf(definition), out var builtIn))
            {
                _byName[name] = builtIn;
                continue;
            }

            var tokenizer = Member(definition, "tokenizer") is { ValueKind: JsonValueKind.String } value ? value.GetString() : "standard";
            var chain = Member(definition, "filter") switch
            {
                { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(filter => filter.GetString()!).ToList(),
                { ValueKind: JsonValueKind.String } single => [single.GetString()!],
                _ => [],
            };
            _byName[name] = Compose(tokenizer!, chain, (part, missing) => NodeException.IllegalArgument(
                $"Custom Analyzer [{name}] failed to find {part} under name [{missing}]"));
        }
    }

    /// <summary>Checks the analysis of a new index. Older nodes ignored what they did not support.</summary>
    /// <exception cref="NodeException">The node does not support a part of it.</exception>
    public static void Check(JsonElement settings)
    {
        var analysis = Setting(settings, "analysis");
        foreach (var (section, definitions) in Members(analysis))
        {
            if (section is not ("filter" or "analyzer") && Members(definitions).FirstOrDefault() is { Name: { } component })
            {
                throw NodeException.IllegalArgument($"this node does not support [{section}] [{component}] of [analysis]");
            }
        }

        foreach (var (name, definition) in Members(Member(analysis, "filter")))
        {
            Check("filter", name, definition, "type", "min_gram", "max_gram");
        }

        foreach (var (name, definition) in Members(Member(analysis, "analyzer")))
        {
            var type = TypeOf(definition);
            Check("analyzer", name, definition, type == Custom ? ["type", "tokenizer", "filter"] : ["type"]);
            if (type == Custom && Member(definition, "tokenizer").ValueKind != JsonValueKind.String)
            {
                throw NodeException.IllegalArgument($"Custom Analyzer [{name}] must be configured with a tokenizer");
            }

            if (type is not (Custom or "standard" or "keyword" or "simple" or "stop" or "whitespace"))
            {
                throw NodeException.IllegalArgument($"Unknown analyzer type [{type}] for [{name}]");
            }
        }
    }

    /// <summary>Gets an analyzer by name.</summary>
    /// <exception cref="NodeException">No analyzer has this name.</exception>
    public Analyzer this[string name] => _byName.TryGetValue(name, out var analyzer)
        ? analyzer
        : throw new NodeException(400, "mapper_parsing_exception", $"analyzer [{name}] has not been configured in mappings");

    /// <summary>Returns an analyzer of a tokenizer and filters, which may be those of the settings.</summary>
    /// <param name="tokenizer">The name of the tokenizer.</param>
    /// <param name="filters">The names of the filters.</param>
    /// <param name="missing">Returns the error of a part that does not exist, from the kind and the name of the part.</param>
    public Analyzer Compose(string tokenizer, List<string> filters, Func<string, string, NodeException> missing)
    {
        Func<TextReader, Tokenizer> source = tokenizer switch
        {
            "standard" => Standard,
            "keyword" => reader => new KeywordTokenizer(reader),
            "whitespace" => Whitespace,
            _ => throw missing("tokenizer", tokenizer),
        };
        return filters.FirstOrDefault(filter => !BuiltIn.Contains(filter) && !_filters.ContainsKey(filter)) is { } unknown
            ? throw missing("filter", unknown)
            : Chain(source, filters, _filters);
    }

    /// <summary>Finds an analyzer by name.</summary>
    public Analyzer? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Returns a setting, whether its name is plain, nested in <c>index</c>, or prefixed with <c>index.</c>
    /// </summary>
    public static JsonElement Setting(JsonElement settings, string name)
    {
        foreach (var scope in new[] { settings, Member(settings, "index") })
        {
            foreach (var spelling in new[] { name, $"index.{name}" })
            {
                if (Member(scope, spelling) is { ValueKind: not JsonValueKind.Undefined } found)
                {
                    return found;
                }
            }
        }

        return default;
    }

    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static void Check(string kind, string name, JsonElement definition, params ReadOnlySpan<string> known)
    {
        foreach (var (member, _) in Members(definition))
        {
            if (!known.Contains(member))
            {
                throw NodeException.IllegalArgument($"this node does not support [{member}] of the {kind} [{name}]");
            }
        }
    }

    private static string TypeOf(JsonElement definition) =>
        Member(definition, "type") is { ValueKind: JsonValueKind.String } type ? type.GetString()! : Custom;

    private static Dictionary<string, (int Min, int Max, bool Edge)> ReadFilters(JsonElement settings, JsonElement definitions)
    {
        var filters = new Dictionary<string, (int, int, bool)>();
        var maxDifference = Number(Setting(settings, "max_ngram_diff"), 1);
        foreach (var (name, definition) in Members(definitions))
        {
            var type = Member(definition, "type") is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
            if (type is not ("ngram" or "edge_ngram"))
            {
                throw NodeException.IllegalArgument($"Unknown filter type [{type}] for [{name}]");
            }

            var min = Number(Member(definition, "min_gram"), 1);
            var max = Number(Member(definition, "max_gram"), 2);
            if (type == "ngram" && max - min > maxDifference)
            {
                throw NodeException.IllegalArgument(
                    "The difference between max_gram and min_gram in NGram Tokenizer must be less than or equal to: " +
                    $"[{maxDifference}] but was [{max - min}]. " +
                    "This limit can be set by changing the [index.max_ngram_diff] index level setting.");
            }

            filters[name] = (min, max, type == "edge_ngram");
        }

        return filters;
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(member => (member.Name, member.Value)) : [];

    private static int Number(JsonElement element, int defaultValue) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetInt32(),
        JsonValueKind.String => int.Parse(element.GetString()!, CultureInfo.InvariantCulture),
        _ => defaultValue,
    };

    private static Analyzer Chain(
        Func<TextReader, Tokenizer> source, List<string> filters, Dictionary<string, (int Min, int Max, bool Edge)> definitions) =>
        Analyzer.NewAnonymous((_, reader) =>
        {
            var tokenizer = source(reader);
            TokenStream stream = tokenizer;
            foreach (var filter in filters)
            {
                stream = filter == "lowercase" ? new LowerCaseFilter(Version, new DottedCapitalFilter(stream))
                    : filter == "stop" ? new StopFilter(Version, stream, StopAnalyzer.ENGLISH_STOP_WORDS_SET)
                    : definitions[filter] is { Edge: true } edge ? new EdgeNGramTokenFilter(Version, stream, edge.Min, edge.Max)
                    : new NgramFilter(stream, definitions[filter].Min, definitions[filter].Max);
            }

            return new TokenStreamComponents(tokenizer, stream);
        });

    private static WordTokenizer Standard(TextReader reader) => new(reader);

    private static LetterTokenizer Letters(TextReader reader) => new(Version, reader);

    private static WhitespaceTokenizer Whitespace(TextReader reader) => new(Version, reader);
}
