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
[JsonSerializable(typeof(CapabilitiesAnswer))]
[JsonSerializable(typeof(SavedSearchAnswer))]
[JsonSerializable(typeof(SavedSearchList))]
[JsonSerializable(typeof(LookupAnswer<ContactDetail>))]
[JsonSerializable(typeof(LookupAnswer<CompanyDetail>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>For answers, which are JSON and nothing else: a link's <c>&amp;</c> and a phone's <c>+</c> stay as they are.</summary>
    public static ApiJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
