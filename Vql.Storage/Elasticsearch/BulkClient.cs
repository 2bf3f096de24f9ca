using System.Globalization;
using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>Sends bulk requests.</summary>
public sealed class BulkClient(ISearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(60);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>Sends the body.</summary>
    /// <param name="body">At least one operation.</param>
    /// <param name="deadline">When to give up; a minute unless given.</param>
    /// <param name="refresh">Whether to wait until the operations are searchable.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of each operation, in their order; or the failure of the whole request.</returns>
    public Task<ElasticsearchAnswer<IReadOnlyList<BulkItem>>> SendAsync(
        BulkBody body, TimeSpan? deadline = null, bool refresh = false, CancellationToken cancellationToken = default)
    {
        var expected = body.Count;
        return _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, refresh ? "/_bulk?refresh=true" : "/_bulk", body.Written, TransportRequest.JsonLines),
            deadline ?? DefaultDeadline,
            json => ReadItems(json, expected),
            cancellationToken);
    }

    internal static IReadOnlyList<BulkItem> ReadItems(ReadOnlySpan<byte> body, int expected)
    {
        var items = new List<BulkItem>(expected);
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("items"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                items.Add(ReadItem(ref reader));
            }
        }

        return items.Count == expected
            ? items
            : throw new JsonException($"{items.Count} results for {expected} operations");
    }

    // {"index":{…}}: the operation's name is the one member.
    private static BulkItem ReadItem(ref Utf8JsonReader reader)
    {
        var item = new BulkItem("", 0, null, null);
        reader.Read();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("_id"u8))
            {
                reader.Read();
                item = item with { Id = reader.GetString() ?? "" };
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                item = item with { Status = reader.GetInt32() };
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                item = ReadError(ref reader, item);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        return item;
    }

    private static BulkItem ReadError(ref Utf8JsonReader reader, BulkItem item)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                item = item with { ErrorType = reader.GetString() };
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reader.Read();
                item = item with { ErrorReason = reader.GetString() };
            }
            else
            {
                reader.Skip();
            }
        }

        return item;
    }
}

/// <summary>What became of one operation.</summary>
public enum BulkResult
{
    /// <summary>Done.</summary>
    Applied,

    /// <summary>The index holds this version or a newer one: as good as done.</summary>
    Stale,

    /// <summary>The node is overloaded or failed: sending it again may succeed.</summary>
    Transient,

    /// <summary>The document is at fault and will be refused again.</summary>
    Rejected,
}

/// <summary>One operation's result.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Status">The operation's HTTP status.</param>
/// <param name="ErrorType">Elasticsearch's name of the error; null when there is none.</param>
/// <param name="ErrorReason">What is wrong, for people; null when nothing is.</param>
public readonly record struct BulkItem(string Id, int Status, string? ErrorType, string? ErrorReason)
{
    private const string CurrentVersion = "current version [";

    /// <summary>The version that the index holds, where that made this one stale; 0 where it does not say.</summary>
    public long VersionHeld
    {
        get
        {
            if (Result != BulkResult.Stale || ErrorReason?.IndexOf(CurrentVersion, StringComparison.Ordinal) is not (>= 0 and var at))
            {
                return 0;
            }

            var rest = ErrorReason.AsSpan(at + CurrentVersion.Length);
            return rest.IndexOf(']') is > 0 and var end && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        }
    }

    /// <summary>What became of it. A document that a deletion did not find is gone, which is what was asked for.</summary>
    public BulkResult Result => Status switch
    {
        < 300 => BulkResult.Applied,
        404 when ErrorType is null => BulkResult.Applied,
        409 => BulkResult.Stale,
        429 or >= 500 => BulkResult.Transient,
        _ => BulkResult.Rejected,
    };
}
