using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Compares every row's document with what the index holds, by uuid, content and version. What looks
/// different is looked at again: a change that was under way during the walk is no difference.
/// </summary>
internal sealed class Verification(DocumentReader documents, IndexScan scan, IndexAdmin indices)
{
    private const int ReportEvery = 1000;
    private const int SecondLookSize = 500;

    /// <exception cref="Npgsql.NpgsqlException">The database cannot be reached or refuses.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached, or the index is missing.</exception>
    public async Task<VerifyReport> VerifyAsync(EntityFields entity, ProgressMeter meter, CancellationToken cancellationToken)
    {
        await indices.RefreshAsync(entity.Index, cancellationToken);
        var suspects = new List<string>();
        var (rows, indexed) = (0L, 0L);
        await using (var cursor = await documents.OpenSortedAsync(entity, cancellationToken))
        {
            using var expected = new DocumentText();
            var merge = new SortedMerge(cursor, scan.ReadAsync(entity.Index, withSource: true, cancellationToken));
            await foreach (var pair in merge.ReadAsync(cancellationToken))
            {
                rows += pair.HasRow ? 1 : 0;
                indexed += pair.Document is null ? 0 : 1;
                if (!pair.HasRow || pair.Document is not { } document || !expected.Of(cursor).Matches(document))
                {
                    suspects.Add(pair.Uuid);
                }

                if ((rows + indexed) % ReportEvery == 0)
                {
                    meter.Report(rows, null);
                }
            }
        }

        return await LookAgainAsync(entity, suspects, rows, indexed, cancellationToken);
    }

    private async Task<VerifyReport> LookAgainAsync(
        EntityFields entity, List<string> suspects, long rows, long indexed, CancellationToken cancellationToken)
    {
        var (missing, extra, stale) = (new List<string>(), new List<string>(), new List<string>());
        if (suspects.Count > 0)
        {
            await indices.RefreshAsync(entity.Index, cancellationToken);
        }

        foreach (var uuids in suspects.Chunk(SecondLookSize))
        {
            var found = (await scan.ReadAsync(entity.Index, uuids, cancellationToken)).ToDictionary(document => document.Uuid);
            var living = new HashSet<string>();
            await using var cursor = await documents.OpenAsync(entity, uuids, cancellationToken);
            using var expected = new DocumentText();
            while (await cursor.ReadAsync(cancellationToken))
            {
                living.Add(cursor.Uuid);
                if (!found.TryGetValue(cursor.Uuid, out var document))
                {
                    missing.Add(cursor.Uuid);
                }
                else if (!expected.Of(cursor).Matches(document))
                {
                    stale.Add(cursor.Uuid);
                }
            }

            extra.AddRange(uuids.Where(uuid => found.ContainsKey(uuid) && !living.Contains(uuid)));
        }

        return new VerifyReport(rows, indexed, missing, extra, stale);
    }
}
