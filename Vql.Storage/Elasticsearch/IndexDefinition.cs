using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Storage.Elasticsearch;

/// <summary>Settings and mappings of an entity's index, made from the field catalogue.</summary>
public static class IndexDefinition
{
    /// <summary>What a text field's name is followed by to search parts of its words.</summary>
    public const string NgramSuffix = ".ngram";

    private const string NgramAnalyzer = "ngram_analyzer";
    private const string NgramFilter = "g";

    // The original has grams of 3 to 10 letters. A match needs one gram in common, and words that share a longer one share those of three
    // letters in it, so the longer ones find nothing more; they were five sixths of the cost of indexing.
    private const int GramLength = 3;

    /// <summary>How many parts an index has unless asked for: enough for some ten million documents.</summary>
    public const int DefaultShards = 1;

    /// <summary>The body that creates the index.</summary>
    /// <param name="entity">Whose fields it has.</param>
    /// <param name="shards">How many parts.</param>
    public static ReadOnlyMemory<byte> ToJson(EntityFields entity, int shards = DefaultShards)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer, entity, shards);
        }

        return json.ToArray();
    }

    /// <summary>How a field of that kind is mapped.</summary>
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
            writer.WriteStartObject(NgramSuffix[1..]);
            writer.WriteString("type", "text");
            writer.WriteString("analyzer", NgramAnalyzer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
