using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Storage.Elasticsearch;

/// <summary>Generates the settings and mappings of an entity's index from the field catalogue.</summary>
public static class IndexDefinition
{
    private const string NgramAnalyzer = "ngram_analyzer";
    private const string NgramFilter = "g";

    // The original index has 3- to 10-grams. A match needs one common gram, and words that share a longer gram also share its
    // 3-grams. Longer grams therefore find nothing more, and they were five sixths of the cost of indexing.
    private const int GramLength = 3;

    /// <summary>The default number of shards, which is sufficient for about ten million documents.</summary>
    public const int DefaultShards = 1;

    /// <summary>Returns the request body that creates the index.</summary>
    /// <param name="entity">The entity with the fields.</param>
    /// <param name="shards">The number of shards.</param>
    public static ReadOnlyMemory<byte> ToJson(EntityFields entity, int shards = DefaultShards)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer, entity, shards);
        }

        return json.ToArray();
    }

    /// <summary>Returns the mapping type of a kind of field.</summary>
    internal static string TypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Text => "text",
        FieldKind.Keyword => "keyword",
        FieldKind.Number => "long",
        _ => "date",
    };

    private static void Write(Utf8JsonWriter writer, EntityFields entity, int shards)
    {
        writer.WriteStartObject();
        WriteSettings(writer, shards);
        writer.WriteStartObject("mappings");
        writer.WriteBoolean("dynamic", false);
        writer.WriteStartObject("properties");
        foreach (var field in entity.Fields)
        {
            WriteField(writer, field);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter writer, int shards)
    {
        writer.WriteStartObject("settings");
        writer.WriteStartObject("index");
        writer.WriteNumber("number_of_shards", shards);
        writer.WriteNumber("number_of_replicas", 0);
        writer.WriteEndObject();

        writer.WriteStartObject("analysis");
        writer.WriteStartObject("analyzer");
        writer.WriteStartObject(NgramAnalyzer);
        writer.WriteString("type", "custom");
        writer.WriteString("tokenizer", "standard");
        writer.WriteStartArray("filter");
        writer.WriteStringValue("lowercase");
        writer.WriteStringValue(NgramFilter);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();

        writer.WriteStartObject("filter");
        writer.WriteStartObject(NgramFilter);
        writer.WriteString("type", "ngram");
        writer.WriteNumber("min_gram", GramLength);
        writer.WriteNumber("max_gram", GramLength);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, Field field)
    {
        writer.WriteStartObject(field.Name);
        writer.WriteString("type", TypeOf(field.Kind));
        if (field.Kind == FieldKind.Text)
        {
            writer.WriteStartObject("fields");
            writer.WriteStartObject(Field.NgramSuffix[1..]);
            writer.WriteString("type", "text");
            writer.WriteString("analyzer", NgramAnalyzer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
