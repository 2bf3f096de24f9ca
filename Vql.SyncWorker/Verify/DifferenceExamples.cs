using System.Text;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>A difference with both documents, as an operator sees them side by side.</summary>
/// <param name="Difference">The difference.</param>
/// <param name="Expected">The document that the row implies, as JSON; null without a row.</param>
/// <param name="Document">The document of the index as JSON; null if there is none.</param>
internal sealed record DifferenceExample(Difference Difference, string? Expected, string? Document);

/// <summary>Reads both documents of differences before they are repaired.</summary>
internal sealed class DifferenceExamples(DocumentReader documents, IndexScan scan)
{
    /// <summary>The maximum number of examples of each kind in a verification.</summary>
    public const int MaxPerKind = 25;

    private const int MaxBytes = 64 << 10;

    /// <summary>Reads both documents of each difference.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<DifferenceExample>> ReadAsync(
        EntityFields entity, string index, IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        string[] uuids = [.. differences.Select(difference => difference.Uuid)];
        var indexed = (await scan.ReadAsync(index, uuids, cancellationToken)).ToDictionary(document => document.Uuid);
        var rows = new Dictionary<string, string?>();
        await using var cursor = await documents.OpenAsync(entity, uuids, cancellationToken);
        using var expected = new ExpectedDocument();
        while (await cursor.ReadAsync(cancellationToken))
        {
            rows[cursor.Uuid] = TextOf(expected.Of(cursor).Json);
        }

        return
        [
            .. differences.Select(difference => new DifferenceExample(
                difference, rows.GetValueOrDefault(difference.Uuid),
                indexed.TryGetValue(difference.Uuid, out var document) ? TextOf(document.Source.Span) : null)),
        ];
    }

    private static string TextOf(ReadOnlySpan<byte> json) => json.Length == 0 ? "{\"error\":\"The row cannot be converted.\"}"
        : json.Length > MaxBytes ? $"{{\"error\":\"The document has {json.Length} bytes, which is too large for an example.\"}}"
        : Encoding.UTF8.GetString(json);
}
