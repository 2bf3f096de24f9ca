using Vql.Connectra.Answers;
using Vql.Connectra.Batches;

namespace Vql.Connectra.Endpoints;

/// <summary>Batches: rows in, first to PostgreSQL and then as documents to Elasticsearch.</summary>
internal static class BatchEndpoints
{
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromSeconds(30);

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/contacts/batch-upsert", Upsert(BatchReader.ReadContactsAsync, """{"success":true}"""));
        routes.MapPost("/companies/batch-upsert", Upsert(BatchReader.ReadCompaniesAsync, """{"success":true}"""));
        routes.MapPost("/common/batch-upsert", Upsert(BatchReader.ReadCsvAsync, """{"message":"Batch upsert successful","success":true}"""));
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

                // The rows are there now: whether or not the client still waits, their documents should be too.
                using var rest = new Deadline(deadline.Remaining, time, CancellationToken.None);
                if (await IndexAsync(indexer, batch, rest) is { } failure)
                {
                    Log.DocumentsNotIndexed(logger, failure.Shape);
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
            // The documents are made of the rows as they are in the database: it can fail here, too.
            return IndexFailure.Of(exception is OperationCanceledException ? "there was no time left" : exception.Message);
        }
    }
}
