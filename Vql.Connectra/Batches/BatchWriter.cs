using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Batches;

/// <summary>Writes a batch to the tables in one transaction.</summary>
internal sealed class BatchWriter(NpgsqlDataSource source)
{
    private const int MaxAttempts = 3;

    public async Task WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteOnceAsync(batch, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MaxAttempts)
            {
                // Other writers may use another order. The transaction was rolled back, so the batch is retried.
            }
        }
    }

    private async Task WriteOnceAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The mark precedes the rows, because the worker processes changes before it reads the end of the transaction.
        await TraceMark.WriteAsync(connection, cancellationToken);
        var rows = new RowWriter(connection);

        // All batches use the same order, so that two batches with the same rows cannot deadlock.
        await rows.UpsertCompaniesAsync(batch.Companies.OrderBy(row => row.Uuid, StringComparer.Ordinal), cancellationToken);
        await rows.UpsertContactsAsync(batch.Contacts.OrderBy(row => row.Uuid, StringComparer.Ordinal), cancellationToken);
        if (batch.FromCsv)
        {
            var filters = new FilterWriter(connection);
            await filters.AddAsync(FilterValues.Of(batch, await filters.ReadKeysAsync(cancellationToken)), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
