using Vql.Connectra.Answers;
using Vql.Connectra.Batches;

namespace Vql.Connectra.Endpoints;

/// <summary>Batches: rows in, first to PostgreSQL and then as documents to Elasticsearch.</summary>
internal static class BatchEndpoints
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/contacts/batch-upsert", Upsert(BatchReader.ReadContactsAsync, """{"success":true}"""));
        routes.MapPost("/companies/batch-upsert", Upsert(BatchReader.ReadCompaniesAsync, """{"success":true}"""));
        routes.MapPost("/common/batch-upsert", Upsert(BatchReader.ReadCsvAsync, """{"message":"Batch upsert successful","success":true}"""));
    }

    private static Func<HttpContext, BatchWriter, BatchIndexer, ILogger<BatchIndexer>, Task> Upsert(
        Func<Stream, CancellationToken, Task<BatchReading>> read, string done) => async (context, writer, indexer, logger) =>
        {
            var reading = await read(context.Request.Body, context.RequestAborted);
            if (reading.Batch is not { } batch)
            {
                await Errors.InvalidAsync(context, reading.Faults);
                return;
            }

            if (!batch.IsEmpty)
            {
                using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted))
                {
                    deadline.CancelAfter(Deadline);
                    await writer.WriteAsync(batch, deadline.Token);
                }

                // The rows are there now: whether or not the client still waits, their documents must be too.
                using var indexing = new CancellationTokenSource(Deadline);
                if (await indexer.IndexAsync(batch, indexing.Token) is { } reason)
                {
                    Log.DocumentsNotIndexed(logger, reason);
                    await Errors.DocumentsFailedAsync(context, reason);
                    return;
                }
            }

            context.Response.ContentType = Errors.Json;
            await context.Response.WriteAsync(done, context.RequestAborted);
        };
}
