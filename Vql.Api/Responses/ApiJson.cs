using System.Text.Json.Serialization;
using Vql.Api.Fallback;

namespace Vql.Api.Responses;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CursorPage<ContactListItem>))]
[JsonSerializable(typeof(CursorPage<CompanyListItem>))]
[JsonSerializable(typeof(CountResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
