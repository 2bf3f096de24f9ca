using System.Collections.Frozen;
using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Miscellaneous;
using Vql.SearchNode.Analysis;

namespace Vql.SearchNode.Mappings;

/// <summary>The fields and the analyzers of an index.</summary>
internal sealed class IndexMapping
{
    private readonly FrozenDictionary<string, FieldMapping> _byName;

    public IndexMapping(JsonElement settings, JsonElement mappings)
    {
        Analyzers = new Analyzers(settings);
        _byName = FieldMapping.ReadAll(mappings).ToFrozenDictionary(field => field.Name);
        BySource = _byName.Values.GroupBy(field => field.Source).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        Analyzer = new PerFieldAnalyzerWrapper(
            Analyzers["keyword"],
            _byName.Values.Where(field => field.Type == FieldType.Text).ToDictionary(field => field.Name, AnalyzerOf));
    }

    public Analyzers Analyzers { get; }

    /// <summary>The fields by the name of the document member that they are read from.</summary>
    public FrozenDictionary<string, FieldMapping[]> BySource { get; }

    /// <summary>The analyzer for the index writer, which selects the analyzer of each field.</summary>
    public Analyzer Analyzer { get; }

    public IEnumerable<FieldMapping> Fields => _byName.Values;

    public FieldMapping? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Returns the analyzer of a field: the configured one for text, <c>keyword</c> for other types.</summary>
    public Analyzer AnalyzerOf(FieldMapping field) => Analyzers[field.Type == FieldType.Text ? field.Analyzer : "keyword"];
}
