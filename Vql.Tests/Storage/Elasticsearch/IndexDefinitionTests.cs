using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Xunit;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class IndexDefinitionTests
{
    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public void ToJson_Entity_IsTheRecordedIndexAndMoreFields(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", "indices.json")))!;

        var definition = JsonNode.Parse(IndexDefinition.ToJson(entity).Span)!;

        var properties = definition["mappings"]!["properties"]!.AsObject();
        foreach (var added in properties.Select(property => property.Key).Except(Properties(recorded[entity.Index]!)).ToList())
        {
            properties.Remove(added);
        }

        // Grams of three letters find what those of three to ten do; docs/decisions.md says why.
        var index = recorded[entity.Index]!;
        Assert.True(index["settings"]!["index"]!.AsObject().Remove("max_ngram_diff"));
        index["settings"]!["analysis"]!["filter"]!["g"]!["max_gram"] = 3;
        Assert.Equal(JsonShape.Of(index), JsonShape.Of(definition));
    }

    private static IEnumerable<string> Properties(JsonNode index) => index["mappings"]!["properties"]!.AsObject().Select(property => property.Key);
}
