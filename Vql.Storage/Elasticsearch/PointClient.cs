using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>Opens and closes points in time.</summary>
internal sealed class PointClient(ISearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(2);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>Opens a point in time on an index.</summary>
    /// <returns>The id of the point in time.</returns>
    public Task<ElasticsearchAnswer<string>> OpenAsync(
        EntityFields entity, TimeSpan keepAlive, TimeSpan deadline, CancellationToken cancellationToken) =>
        _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, $"/{entity.Index}/_pit?keep_alive={PointInTime.WriteKeepAlive(keepAlive)}"),
            deadline,
            ReadId,
            cancellationToken);

    /// <summary>Closes a point in time. Failures are ignored, because the point in time expires by its keep-alive.</summary>
    public async Task CloseAsync(string id)
    {
        using var body = new Utf8Buffer();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteEndObject();
        }

        // The client that requested the last page may already have disconnected.
        await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Delete, "/_pit", body.Written), CloseDeadline, static _ => true, CancellationToken.None);
    }

    private static string ReadId(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                return reader.GetString()!;
            }

            reader.Skip();
        }

        throw new JsonException("the response has no id of a point in time");
    }
}
