using Vql.SyncWorker.Import.Files;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import;

/// <summary>Reads the batches of a file, one batch ahead on another thread.</summary>
internal sealed class BatchReader : IAsyncDisposable
{
    private readonly Func<ImportBatch> _read;
    private Task<ImportBatch> _next;

    /// <summary>Creates a reader and starts to read the first batch.</summary>
    /// <param name="table">The file. It is used by the reader alone until the reader is disposed.</param>
    /// <param name="cleaner">The cleaner of the rows.</param>
    /// <param name="size">The maximum number of rows in a batch.</param>
    public BatchReader(RowSource table, RowCleaner cleaner, int size)
    {
        _read = () => ImportBatch.Next(table, cleaner, size);
        _next = Task.Run(_read);
    }

    /// <summary>Returns the next batch, which is empty at the end of the file.</summary>
    public async Task<ImportBatch> ReadAsync()
    {
        var batch = await _next;
        if (batch.Read > 0)
        {
            _next = Task.Run(_read);
        }

        return batch;
    }

    /// <summary>Waits for the batch that is being read, because the file can be closed only after that.</summary>
    public async ValueTask DisposeAsync() => await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
