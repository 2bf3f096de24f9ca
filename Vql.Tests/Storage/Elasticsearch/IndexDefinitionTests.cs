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
    public void ToJson_Entity_HasEveryRecordedFieldAsItWasAndOnlyAddsToIt(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", "indices.json")))![entity.Index]!;
        var definition = JsonNode.Parse(IndexDefinition.ToJson(entity).Span)!;
        var properties = definition["mappings"]!["properties"]!.AsObject();

        foreach (var (field, expected) in recorded["mappings"]!["properties"]!.AsObject())
        {
            var property = properties[field]!;
            Assert.Equal(expected!["type"]!.ToString(), property["type"]!.ToString());
            Assert.Equal(expected["fields"]?["ngram"]?["type"]?.ToString(), property["fields"]?["ngram"]?["type"]?.ToString());
            Assert.Null(property["analyzer"]);
        }

        string[] added = [.. properties.Select(property => property.Key).Except(recorded["mappings"]!["properties"]!.AsObject().Select(property => property.Key))];
        Assert.Equal(entity.Fields.Select(field => field.Name).Intersect(added), added);
        Assert.Equal(recorded["mappings"]!["dynamic"]?.ToString(), definition["mappings"]!["dynamic"]?.ToString());
        // Grams of three letters find what those of three to ten do; docs/decisions.md says why.
        var grams = definition["settings"]!["analysis"]!["filter"]!["g"]!;
        Assert.Equal(("3", "3"), (grams["min_gram"]!.ToString(), grams["max_gram"]!.ToString()));
        Assert.Equal(
            JsonShape.Of(recorded["settings"]!["analysis"]!["analyzer"]!["ngram_analyzer"]!),
            JsonShape.Of(definition["settings"]!["analysis"]!["analyzer"]!["ngram_analyzer"]!));
    }
}
