using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.SyncWorker.Position;

namespace Vql.SyncWorker.Streaming;

/// <summary>
/// Indexes all contacts of changed companies. It runs separately from the batches, so that a company with a hundred thousand
/// contacts does not delay other changes.
/// </summary>
internal sealed class FanOut(NpgsqlDataSource source, DocumentIndexer indexer, TimeProvider time, ILogger<FanOut> logger)
{
    private const int ChunkSize = 250;
    private const int MaxConcurrentChunks = 2;
    private const int MaxQueued = 1000;
    private const int MaxCompanies = 5000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<(IReadOnlyCollection<string> Companies, Progress.Work Work)> _waiting =
        Channel.CreateBounded<(IReadOnlyCollection<string>, Progress.Work)>(MaxQueued);

    /// <summary>Queues companies whose contacts must be indexed. Ends a part of the batch when they are indexed.</summary>
    public ValueTask AddAsync(IReadOnlyCollection<string> companies, Progress.Work work, CancellationToken cancellationToken) =>
        _waiting.Writer.WriteAsync((companies, work), cancellationToken);

    /// <summary>Indexes the contacts of queued companies until the operation is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            // The contacts of a company that is queued several times are indexed once.
            var (companies, works) = (new HashSet<string>(), new List<Progress.Work>());
            while (companies.Count < MaxCompanies && _waiting.Reader.TryRead(out var waiting))
            {
                companies.UnionWith(waiting.Companies);
                works.Add(waiting.Work);
            }

            while (!await TryIndexAsync(companies, cancellationToken))
            {
                await Task.Delay(RetryDelay, time, cancellationToken);
            }

            works.ForEach(work => work.EndPart());
        }
    }

    private async Task<bool> TryIndexAsync(HashSet<string> companies, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                ReadChunksAsync(companies, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentChunks, CancellationToken = cancellationToken },
                async (chunk, token) => await indexer.WriteAsync(FieldCatalogue.Contacts, chunk, token));
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.RowsNotRead(logger, FieldCatalogue.Contacts.Table, companies.Count, exception.Message);
            return false;
        }
    }

    // A single statement reads all chunks, so that each contact is queried once.
    private async IAsyncEnumerable<List<string>> ReadChunksAsync(
        HashSet<string> companies, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select uuid from contacts where company_id = any($1) and deleted_at is null");
        command.CommandTimeout = 0;
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. companies], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var chunk = new List<string>(ChunkSize);
        while (await reader.ReadAsync(cancellationToken))
        {
            chunk.Add(reader.GetString(0));
            if (chunk.Count == ChunkSize)
            {
                yield return chunk;
                chunk = new List<string>(ChunkSize);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }
}
