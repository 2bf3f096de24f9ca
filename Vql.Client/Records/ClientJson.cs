using System.Text.Json.Serialization;

namespace Vql.Client.Records;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Page<Contact>))]
[JsonSerializable(typeof(Page<Company>))]
[JsonSerializable(typeof(ContactWrite))]
[JsonSerializable(typeof(CompanyWrite))]
[JsonSerializable(typeof(CountResponse))]
[JsonSerializable(typeof(ValueSuggestions))]
[JsonSerializable(typeof(CompanySuggestions))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(Batch<ContactWrite>))]
[JsonSerializable(typeof(Batch<CompanyWrite>))]
[JsonSerializable(typeof(BatchResult))]
[JsonSerializable(typeof(Upsert<ContactWrite>))]
[JsonSerializable(typeof(Upsert<CompanyWrite>))]
[JsonSerializable(typeof(LookupKeys<ContactKey>))]
[JsonSerializable(typeof(LookupKeys<CompanyKey>))]
[JsonSerializable(typeof(LookupAnswer<Contact>))]
[JsonSerializable(typeof(LookupAnswer<Company>))]
[JsonSerializable(typeof(SavedSearch))]
[JsonSerializable(typeof(SavedSearchList))]
[JsonSerializable(typeof(SearchToSave))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext;

internal sealed record CountResponse(long Count);
