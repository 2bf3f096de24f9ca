using Vql.Connectra.Answers;
using Vql.Connectra.Batches;

namespace Vql.Connectra.Endpoints;

/// <summary>Writes the rows of a batch to PostgreSQL and indexes their documents in Elasticsearch.</summary>
internal sealed class BatchUpsert(BatchWriter writer, BatchIndexer indexer, TimeProvider time, ILogger<BatchUpsert> logger)
{
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Reads and writes a batch, and responds.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Reads the body.</param>
    /// <param name="done">The response, in JSON, after a success.</param>
    public async Task RunAsync(HttpContext context, Func<Stream, CancellationToken, Task<BatchReading>> read, string done)
    {
        var reading = await read(context.Request.Body, context.RequestAborted);
        var (length, fault) = Deadline.Read(context.Request, MaxDeadline);
        if (reading.Batch is not { } batch || fault is not null)
        {
            await Errors.InvalidAsync(context, fault is null ? reading.Faults : [.. reading.Faults, fault]);
            return;
        }

        if (!batch.IsEmpty)
        {
            using var deadline = new Deadline(length, time, context.RequestAborted);
            await deadline.RunAsync(stop => writer.WriteAsync(batch, stop));

            // The rows are committed, so their documents are indexed even if the client disconnects.
            using var rest = new Deadline(deadline.Remaining, time, CancellationToken.None);
            if (await IndexAsync(batch, rest) is { } failure)
            {
                Log.DocumentsNotIndexed(logger, failure.LogReason);
                await Errors.DocumentsFailedAsync(context, failure.Reason);
                return;
            }
        }

        context.Response.ContentType = Errors.Json;
        await context.Response.WriteAsync(done, context.RequestAborted);
    }

    private async Task<IndexFailure?> IndexAsync(Batch batch, Deadline deadline)
    {
        try
        {
            return await deadline.RunAsync(stop => indexer.IndexAsync(batch, stop));
        }
        catch (Exception exception) when (RequestFailures.IsFailure(exception))
        {
            // Documents are built from rows that are read from the database, which can fail as well.
            return IndexFailure.Of(exception is OperationCanceledException ? "the request timed out" : exception.Message);
        }
    }
}
