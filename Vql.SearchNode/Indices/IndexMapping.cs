using System.Collections.Frozen;
using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Miscellaneous;
using Vql.SearchNode.Analysis;

namespace Vql.SearchNode.Indices;

/// <summary>What an index knows of its fields.</summary>
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

    /// <summary>The fields that a member of a document fills.</summary>
    public FrozenDictionary<string, FieldMapping[]> BySource { get; }

    /// <summary>The analyzer of all texts together, for the index writer.</summary>
    public Analyzer Analyzer { get; }

    public IEnumerable<FieldMapping> Fields => _byName.Values;

    public FieldMapping? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The analyzer of a field: a text's own, for all others the whole value.</summary>
    public Analyzer AnalyzerOf(FieldMapping field) => Analyzers[field.Type == FieldType.Text ? field.Analyzer : "keyword"];
}
