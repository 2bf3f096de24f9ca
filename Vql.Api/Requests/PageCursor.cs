using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>
/// A position between two rows of a list, and the direction of the page. It does not depend on the engine, so a list can
/// continue on the other one.
/// </summary>
/// <param name="IsBackward">Whether the page is before the position.</param>
/// <param name="Values">The values of the row in the total order. Missing values are null.</param>
/// <param name="Filters">The fingerprint of the filters and the order.</param>
internal sealed record PageCursor(
    [property: JsonPropertyName("b")] bool IsBackward,
    [property: JsonPropertyName("v")] IReadOnlyList<string?> Values,
    [property: JsonPropertyName("f")] string Filters)
{
    private const int FingerprintBytes = 9;

    /// <summary>Reads a cursor that <see cref="ToString"/> wrote; null for other texts.</summary>
    public static PageCursor? Read(string text)
    {
        try
        {
            var cursor = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), CursorJson.Default.PageCursor);
            return cursor is { Values: not null, Filters: not null } ? cursor : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the opaque cursor for clients.</summary>
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, CursorJson.Default.PageCursor));

    /// <summary>Returns whether the values match an order in number and type.</summary>
    public bool Matches(EntityFields entity, IReadOnlyList<VqlOrder> order) => VqlOrder.IsPlace(entity, order, Values);

    /// <summary>Returns a short digest of filters and order.</summary>
    public static string FingerprintOf(VqlWhere where, IReadOnlyList<VqlOrder> order)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            VqlWriter.Write(writer, new VqlQuery { Where = where, OrderBy = order });
        }

        return Base64Url.EncodeToString(SHA256.HashData(json.WrittenSpan).AsSpan(0, FingerprintBytes));
    }
}

[JsonSerializable(typeof(PageCursor))]
internal sealed partial class CursorJson : JsonSerializerContext;
