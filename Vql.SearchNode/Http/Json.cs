using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Reads request bodies and writes JSON responses.</summary>
internal static class Json
{
    public const int MaxBody = 100 << 20;

    // While a body is read, its buffer and its bytes exist.
    private const int CopiesOfBody = 2;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes a JSON response. The body is buffered, so that an error while writing can still set the status.
    /// </summary>
    public static async Task WriteResponseAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = 200)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        await using (var writer = new Utf8JsonWriter(body, Options))
        {
            write(writer);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(Format(context.Request.Query, body.WrittenMemory), context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Format(IQueryCollection query, ReadOnlyMemory<byte> body)
    {
        var paths = query["filter_path"].ToString();
        var isIndented = query.TryGetValue("pretty", out var pretty) && pretty.ToString() is "" or "true";
        if (paths.Length == 0 && !isIndented)
        {
            return body;
        }

        var node = JsonNode.Parse(body.Span)!;
        node = paths.Length == 0 ? node : ResponseFilter.Apply(node, paths);
        return JsonSerializer.SerializeToUtf8Bytes(node, isIndented ? Indented : Compact);
    }

    public static Task WriteResponseAsync(HttpContext context, JsonNode json, int status = 200) =>
        WriteResponseAsync(context, writer => json.WriteTo(writer), status);

    public static Task AcknowledgeAsync(HttpContext context) => WriteResponseAsync(context, new JsonObject { ["acknowledged"] = true });

    /// <summary>Reads the request body as JSON. Returns an empty object if there is no body.</summary>
    public static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        var body = await ReadBytesAsync(context);
        return body.Length == 0 ? JsonElement.Parse("{}") : Parse(body);
    }

    /// <summary>Parses JSON of a request. Repeated names are errors, because one of the values would be ignored silently.</summary>
    /// <exception cref="NodeException">The JSON is invalid.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonElement.Parse(json, JsonText.Strict);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw IsValid(json)
                ? new NodeException(StatusCodes.Status400BadRequest, "x_content_parse_exception", exception.Message)
                : NodeException.Parsing($"Failed to parse the request body: {exception.Message}");
        }
    }

    private static bool IsValid(ReadOnlySpan<byte> json)
    {
        try
        {
            JsonElement.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a request from JSON. A value of another type than expected is an error of the request.</summary>
    /// <exception cref="NodeException">The JSON has an unexpected shape.</exception>
    public static T Read<T>(Func<T> read) => Read("parsing_exception", read);

    /// <summary>Reads a request from JSON. A value of another type than expected is an error of the given type.</summary>
    /// <exception cref="NodeException">The JSON has an unexpected shape.</exception>
    public static T Read<T>(string errorType, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or FormatException or KeyNotFoundException
                or OverflowException or ArgumentException)
        {
            throw new NodeException(400, errorType, $"Failed to parse the request body: {exception.Message}");
        }
    }

    /// <summary>
    /// Returns a copy of an object member of the body, or an empty object if there is no such member.
    /// </summary>
    /// <exception cref="NodeException">The member is no object.</exception>
    public static JsonObject ObjectOf(JsonElement body, string member) =>
        body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null ? []
        : value.ValueKind == JsonValueKind.Object ? JsonObject.Create(value.Clone())!
        : throw NodeException.Parsing($"key [{member}] must be an object");

    public static async Task<byte[]> ReadBytesAsync(HttpContext context)
    {
        var memory = context.RequestServices.GetRequiredService<MemoryBreaker>().Open();
        context.Response.RegisterForDispose(memory);
        memory.Reserve(CopiesOfBody * (context.Request.ContentLength ?? 0));
        using var buffer = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 4096, MaxBody));
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.Length > MaxBody
            ? throw new NodeException(413, "content_too_long_exception",
                $"entity content is too long for the configured limit [{MaxBody}]")
            : buffer.ToArray();
    }
}
