using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vql.Connectra.Batches;

/// <summary>The body of a batch of CSV rows: objects with the values by column header.</summary>
internal sealed record CsvBatch(List<JsonElement>? Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(CsvBatch))]
[JsonSerializable(typeof(List<JsonElement>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class BatchJson : JsonSerializerContext;
