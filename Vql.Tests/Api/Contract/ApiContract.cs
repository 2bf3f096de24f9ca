using System.Text.Json;

namespace Vql.Tests.Api.Contract;

/// <summary>The OpenAPI document that the API serves.</summary>
internal sealed class ApiContract
{
    private ApiContract(JsonElement document)
    {
        Document = document;
        Schemas = new SchemaReader(document);
        Operations =
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               where method.Name is "get" or "post" or "put" or "patch" or "delete"
               select new ApiOperation(HttpMethod.Parse(method.Name.ToUpperInvariant()), path.Name, method.Value, Schemas),
        ];
    }

    public JsonElement Document { get; }

    public SchemaReader Schemas { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public static async Task<ApiContract> ReadAsync(RunningApi api) => new(await api.GetAsync("/openapi/v1.json"));

    /// <summary>
    /// Returns the differences between a response and the document. The list is empty if the response conforms.
    /// </summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(
        ApiOperation operation, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!operation.Responses.TryGetValue(status, out var described))
        {
            return [$"{status} is not documented"];
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!described.TryGetProperty("content", out var content))
        {
            return body.Length == 0 ? [] : [$"{status} is documented without a body"];
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? "none";
        if (!content.TryGetProperty(type, out var media))
        {
            return [$"{status} is not documented as {type}"];
        }

        if (!(type == "application/json" || type.EndsWith(
            "+json", StringComparison.Ordinal)) || !media.TryGetProperty("schema", out var schema))
        {
            return [];
        }

        using var json = JsonDocument.Parse(body);
        return [.. Schemas.Faults(schema, json.RootElement, "$")];
    }
}

/// <summary>An operation of the document.</summary>
internal sealed record ApiOperation(HttpMethod Method, string Path, JsonElement Json, SchemaReader References)
{
    public IReadOnlyList<ApiParameter> Parameters { get; } = Json.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Select(one => new ApiParameter(References.Resolve(one), References))]
        : [];

    public IReadOnlyDictionary<string, JsonElement> Responses { get; } =
        Json.TryGetProperty("responses", out var responses)
            ? responses.EnumerateObject().ToDictionary(one => one.Name, one => References.Resolve(one.Value))
            : [];

    /// <summary>The media types of the request body. Empty if there is no body.</summary>
    public IReadOnlyList<JsonProperty> Bodies { get; } =
        Json.TryGetProperty("requestBody", out var body) ? [.. body.GetProperty("content").EnumerateObject()] : [];

    public string Id => Json.TryGetProperty("operationId", out var id) ? id.GetString()! : "";

    public bool HasText(string member) => Json.TryGetProperty(member, out var value)
        && (value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() > 0 : value.GetString() is { Length: > 0 });

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A parameter of an operation.</summary>
internal sealed record ApiParameter(JsonElement Json, SchemaReader References)
{
    public string Name { get; } = Json.GetProperty("name").GetString()!;

    public string In { get; } = Json.GetProperty("in").GetString()!;

    public JsonElement Schema => References.Resolve(Json.GetProperty("schema"));

    public bool IsRequired => Json.TryGetProperty("required", out var required) && required.GetBoolean();

    /// <summary>The example in the form of a query string. Null if there is none.</summary>
    public string? Example => Json.TryGetProperty("example", out var example) ? TextOf(example) : null;

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(TextOf)),
        _ => value.ToString(),
    };
}
