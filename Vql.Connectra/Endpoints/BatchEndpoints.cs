using Vql.Connectra.Answers;
using Vql.Connectra.Batches;

namespace Vql.Connectra.Endpoints;

/// <summary>Maps the batch endpoints, which write rows to PostgreSQL and index their documents in Elasticsearch.</summary>
internal static class BatchEndpoints
{
    private const string Done = """{"success":true}""";
    private const string FileDone = """{"message":"Batch upsert successful","success":true}""";

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/contacts/batch-upsert",
            (HttpContext context, BatchUpsert upsert) => upsert.RunAsync(context, BatchReader.ReadContactsAsync, Done));
        routes.MapPost(
            "/companies/batch-upsert",
            (HttpContext context, BatchUpsert upsert) => upsert.RunAsync(context, BatchReader.ReadCompaniesAsync, Done));
        routes.MapPost(
            "/common/batch-upsert",
            (HttpContext context, BatchUpsert upsert) => upsert.RunAsync(context, BatchReader.ReadCsvAsync, FileDone));
    }
}
