using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Text;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads the marked texts of a hit, with the symbols that documents have letters for.</summary>
internal static class HighlightReader
{
    public static ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader)
    {
        var highlight = JsonElement.ParseValue(ref reader);
        return highlight.EnumerateObject().SelectMany(field => field.Value.EnumerateArray()).Any(text => SymbolRules.Revert(text.GetString()!) != text.GetString())
            ? JsonSerializer.SerializeToUtf8Bytes(
                new JsonObject(highlight.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Texts(field.Value)))))
            : JsonMarshal.GetRawUtf8Value(highlight).ToArray();
    }

    private static JsonArray Texts(JsonElement texts) =>
        [.. texts.EnumerateArray().Select(text => JsonValue.Create(SymbolRules.Revert(text.GetString()!)))];
}
