using System.Collections.Frozen;
using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Miscellaneous;
using Vql.SearchNode.Analysis;

namespace Vql.SearchNode.Mappings;

/// <summary>The fields and the analyzers of an index.</summary>
internal sealed class IndexMapping
{
    // The default of index.mapping.total_fields.limit.
    private const int MaxFields = 1000;

    private readonly FrozenDictionary<string, FieldMapping> _byName;

    public IndexMapping(JsonElement settings, JsonElement mappings)
    {
        Analyzers = new Analyzers(settings);
        var fields = FieldMapping.ReadAll(mappings).Take(MaxFields + 1).ToList();
        if (fields.Count > MaxFields)
        {
            throw NodeException.IllegalArgument($"Limit of total fields [{MaxFields}] has been exceeded");
        }

        if (fields.CountBy(field => field.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } repeated })
        {
            throw NodeException.IllegalArgument($"can't merge a non object mapping [{repeated}] with an object mapping");
        }

        _byName = fields.ToFrozenDictionary(field => field.Name);
        Objects = fields.SelectMany(field => ParentsOf(field.Source)).ToFrozenSet();
        Dynamic = DynamicModes.Read(mappings);
        BySource = _byName.Values.GroupBy(field => field.Source).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        Analyzer = new PerFieldAnalyzerWrapper(
            Analyzers["keyword"],
            _byName.Values.Where(field => field.Type == FieldType.Text).ToDictionary(field => field.Name, AnalyzerOf));
    }

    /// <summary>A mapping without fields.</summary>
    public static IndexMapping Empty { get; } = new(JsonElement.Parse("{}"), JsonElement.Parse("{}"));

    public Analyzers Analyzers { get; }

    /// <summary>The handling of document members that the mapping does not contain.</summary>
    public DynamicMode Dynamic { get; }

    /// <summary>The fields by the path of the document member that they are read from.</summary>
    public FrozenDictionary<string, FieldMapping[]> BySource { get; }

    /// <summary>The paths of the objects whose members are fields.</summary>
    public FrozenSet<string> Objects { get; }

    /// <summary>The analyzer for the index writer, which selects the analyzer of each field.</summary>
    public Analyzer Analyzer { get; }

    public IEnumerable<FieldMapping> Fields => _byName.Values;

    public FieldMapping? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Returns the analyzer of a field's values: the configured one for text, <c>keyword</c> for other types.</summary>
    public Analyzer AnalyzerOf(FieldMapping field) => Analyzers[field.Type == FieldType.Text ? field.Analyzer : "keyword"];

    /// <summary>Returns the analyzer of texts that are searched for in a field.</summary>
    public Analyzer SearchAnalyzerOf(FieldMapping field) => Analyzers[field.Type == FieldType.Text ? field.SearchAnalyzer : "keyword"];

    private static IEnumerable<string> ParentsOf(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            yield return path[..dot];
        }
    }
}
