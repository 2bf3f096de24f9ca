using System.Text.Json.Serialization;

namespace Vql.Core.Documents;

/// <summary>The JSON of rows, on every wire: members named like columns, unknown values left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(Company))]
[JsonSerializable(typeof(List<Contact>))]
[JsonSerializable(typeof(List<Company>))]
public sealed partial class RowJson : JsonSerializerContext;
