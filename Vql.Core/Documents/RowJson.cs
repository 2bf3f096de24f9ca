using System.Text.Json.Serialization;

namespace Vql.Core.Documents;

/// <summary>The JSON format of rows in all APIs. Members have the names of the columns, and null values are omitted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(Company))]
[JsonSerializable(typeof(List<Contact>))]
[JsonSerializable(typeof(List<Company>))]
public sealed partial class RowJson : JsonSerializerContext;
