using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Streaming;

/// <summary>Adds the words of changed rows to the term dictionary, in case the triggers did not.</summary>
internal sealed class TermUpdates(TermDictionary terms, TimeProvider time, ILogger<TermUpdates> logger)
{
    private const int MaxAttempts = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the words of rows. Words that PostgreSQL rejects repeatedly are left to the next verification, so that the
    /// stream continues.
    /// </summary>
    public async Task WriteAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        for (var attempt = 1; uuids.Count > 0; attempt++)
        {
            try
            {
                await terms.AddAsync(entity, uuids, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                Log.WordsNotAdded(logger, entity.Table, uuids.Count, exception.Message);
                if (attempt >= MaxAttempts && exception is PostgresException { IsTransient: false })
                {
                    return;
                }
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }
}
