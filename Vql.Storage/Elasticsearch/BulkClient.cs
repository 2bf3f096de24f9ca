using System.Globalization;
using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>Sends bulk requests.</summary>
public sealed class BulkClient(ISearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(60);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>Sends a bulk request.</summary>
    /// <param name="body">The body, with at least one operation.</param>
    /// <param name="deadline">The request timeout. Default: one minute.</param>
    /// <param name="refresh">Whether to refresh the index, so that the operations are searchable.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The result of each operation in order, or the failure of the whole request.</returns>
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

    // {"index":{…}}: the name of the operation is the only member.
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

/// <summary>The outcome of an operation.</summary>
public enum BulkResult
{
    /// <summary>The operation was applied.</summary>
    Applied,

    /// <summary>The index contains this version or a newer one, so nothing needs to be done.</summary>
    Stale,

    /// <summary>The node is overloaded or failed. A retry may succeed.</summary>
    Transient,

    /// <summary>The document is invalid. A retry fails as well.</summary>
    Rejected,
}

/// <summary>The result of an operation.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Status">The HTTP status of the operation.</param>
/// <param name="ErrorType">The error type of Elasticsearch. Null if the operation succeeded.</param>
/// <param name="ErrorReason">The error message of Elasticsearch. Null if the operation succeeded.</param>
public readonly record struct BulkItem(string Id, int Status, string? ErrorType, string? ErrorReason)
{
    private const string VersionPrefix = "current version [";

    /// <summary>The document's version in the index if this operation is stale. 0 if it is unknown.</summary>
    public long CurrentVersion
    {
        get
        {
            if (Result != BulkResult.Stale || ErrorReason?.IndexOf(VersionPrefix, StringComparison.Ordinal) is not (>= 0 and var at))
            {
                return 0;
            }

            var rest = ErrorReason.AsSpan(at + VersionPrefix.Length);
            return rest.IndexOf(']') is > 0 and var end
                && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : 0;
        }
    }

    /// <summary>The outcome. A deletion of a document that does not exist counts as applied.</summary>
    public BulkResult Result => Status switch
    {
        < 300 => BulkResult.Applied,
        404 when ErrorType is null => BulkResult.Applied,
        409 => BulkResult.Stale,
        429 or >= 500 => BulkResult.Transient,
        _ => BulkResult.Rejected,
    };
}
