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

    /// <summary>Holds an index as it is.</summary>
    /// <returns>The name that Elasticsearch gives it.</returns>
    public Task<ElasticsearchAnswer<string>> OpenAsync(EntityFields entity, TimeSpan keepAlive, TimeSpan deadline, CancellationToken cancellationToken) =>
        _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, $"/{entity.Index}/_pit?keep_alive={PointInTime.WriteKeepAlive(keepAlive)}"), deadline, ReadId, cancellationToken);

    /// <summary>Lets it go. One that is not reached is let go by its time.</summary>
    public async Task CloseAsync(string id)
    {
        using var body = new Utf8Buffer();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteEndObject();
        }

        // Whoever asked for the last page may be gone already.
        await _exchange.SendAsync(new TransportRequest(HttpMethod.Delete, "/_pit", body.Written), CloseDeadline, static _ => true, CancellationToken.None);
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

        throw new JsonException("a point in time was opened without an id");
    }
}
