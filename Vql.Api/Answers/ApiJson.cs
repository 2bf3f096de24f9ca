using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Vql.Storage.Postgres;

namespace Vql.Api.Answers;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CursorPage<ContactListItem>))]
[JsonSerializable(typeof(CursorPage<CompanyListItem>))]
[JsonSerializable(typeof(CursorPage<JsonObject>))]
[JsonSerializable(typeof(ContactSimpleItem))]
[JsonSerializable(typeof(CountResponse))]
[JsonSerializable(typeof(ContactDetail))]
[JsonSerializable(typeof(CompanyDetail))]
[JsonSerializable(typeof(UuidListResponse))]
[JsonSerializable(typeof(ValuePage))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<ValueCount>))]
[JsonSerializable(typeof(FacetsAnswer))]
[JsonSerializable(typeof(SuggestAnswer))]
[JsonSerializable(typeof(CompanySuggestAnswer))]
[JsonSerializable(typeof(CapabilitiesAnswer))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(SavedSearchAnswer))]
[JsonSerializable(typeof(SavedSearchList))]
[JsonSerializable(typeof(LookupAnswer<ContactDetail>))]
[JsonSerializable(typeof(LookupAnswer<CompanyDetail>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Options for responses, which are never embedded in HTML: <c>&amp;</c> and <c>+</c> are not escaped.</summary>
    public static ApiJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
