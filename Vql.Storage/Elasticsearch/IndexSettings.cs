using System.Globalization;
using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>What an index is and how it is kept.</summary>
/// <param name="Name">Its own name, whatever alias was asked for.</param>
/// <param name="Uuid">Its identity: another one after it was deleted and made again.</param>
/// <param name="RefreshInterval">How often searches see writes; null for the default.</param>
/// <param name="Replicas">Copies beside the first.</param>
/// <param name="Shards">Parts.</param>
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

    private static string? Text(JsonElement settings, string name) => settings.TryGetProperty(name, out var value) ? value.ToString() : null;
}
