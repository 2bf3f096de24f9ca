using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Paging;

/// <summary>
/// A place between two rows of a list, and which way to go from there. It names no engine: a list
/// that begins on one goes on on the other.
/// </summary>
/// <param name="IsBackward">Whether the page is the one before the place.</param>
/// <param name="Values">The row's values of the total order; null for missing.</param>
/// <param name="Filters">What the list was filtered and ordered by, as a fingerprint.</param>
internal sealed record PageCursor(
    [property: JsonPropertyName("b")] bool IsBackward,
    [property: JsonPropertyName("v")] IReadOnlyList<string?> Values,
    [property: JsonPropertyName("f")] string Filters)
{
    private const int FingerprintBytes = 9;

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
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

    /// <summary>The cursor as a client sees it: opaque.</summary>
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, CursorJson.Default.PageCursor));

    /// <summary>Whether the values can be a place in an order: as many as it has members, numbers where it has numbers, and texts that a row can have.</summary>
    public bool Fits(EntityFields entity, IReadOnlyList<VqlOrder> order) => VqlOrder.IsPlace(entity, order, Values);

    /// <summary>A short digest of filters and order, the same on every machine.</summary>
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
