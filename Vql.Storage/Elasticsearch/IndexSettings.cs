using System.Globalization;
using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>The settings of an index.</summary>
/// <param name="Name">The name of the index, also if it was requested by an alias.</param>
/// <param name="Uuid">The UUID of the index, which changes if the index is recreated.</param>
/// <param name="RefreshInterval">The refresh interval. Null for the default.</param>
/// <param name="Replicas">The number of replicas.</param>
/// <param name="Shards">The number of shards.</param>
public sealed record IndexSettings(string Name, string Uuid, string? RefreshInterval, int Replicas, int Shards)
{
    internal static IndexSettings Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var index = JsonElement.ParseValue(ref reader).EnumerateObject().First();
        var settings = index.Value.GetProperty("settings").GetProperty("index");
        return new IndexSettings(
            index.Name,
            Text(settings, "uuid") ?? "",
            Text(settings, "refresh_interval"),
            int.Parse(Text(settings, "number_of_replicas") ?? "0", CultureInfo.InvariantCulture),
            int.Parse(Text(settings, "number_of_shards") ?? "1", CultureInfo.InvariantCulture));
    }

    private static string? Text(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out var value) ? value.ToString() : null;
}
