using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Batches;

/// <summary>Writes a batch to the tables, all of it or nothing.</summary>
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
                // Others write in an order of their own; nothing of this batch is written, and it can begin again.
            }
        }
    }

    private async Task WriteOnceAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Before the rows: a batch of the worker takes what is there, without waiting for the transaction's end.
        await TraceMark.WriteAsync(connection, cancellationToken);
        var rows = new RowWriter(connection);

        // In one order in every batch, so that two with the same rows never wait for each other for ever.
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
