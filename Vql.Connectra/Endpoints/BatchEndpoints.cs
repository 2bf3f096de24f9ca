using Vql.Connectra.Answers;
using Vql.Connectra.Batches;

namespace Vql.Connectra.Endpoints;

/// <summary>Maps the batch endpoints, which write rows to PostgreSQL and index their documents in Elasticsearch.</summary>
internal static class BatchEndpoints
{
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromSeconds(30);

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/contacts/batch-upsert", Upsert(BatchReader.ReadContactsAsync, """{"success":true}"""));
        routes.MapPost("/companies/batch-upsert", Upsert(BatchReader.ReadCompaniesAsync, """{"success":true}"""));
        routes.MapPost(
            "/common/batch-upsert", Upsert(BatchReader.ReadCsvAsync, """{"message":"Batch upsert successful","success":true}"""));
    }

    private static Func<HttpContext, BatchWriter, BatchIndexer, TimeProvider, ILogger<BatchIndexer>, Task> Upsert(
        Func<Stream, CancellationToken, Task<BatchReading>> read, string done) => async (context, writer, indexer, time, logger) =>
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
                if (await IndexAsync(indexer, batch, rest) is { } failure)
                {
                    Log.DocumentsNotIndexed(logger, failure.LogReason);
                    await Errors.DocumentsFailedAsync(context, failure.Reason);
                    return;
                }
            }

            context.Response.ContentType = Errors.Json;
            await context.Response.WriteAsync(done, context.RequestAborted);
        };

    private static async Task<IndexFailure?> IndexAsync(BatchIndexer indexer, Batch batch, Deadline deadline)
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
