using Npgsql;
using Vql.Api.Fallback;
using Vql.Api.Responses;
using Vql.Api.Streams;
using Vql.Api.Vql;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Endpoints;

/// <summary>All rows that the filters leave, as one stream.</summary>
internal static class StreamEndpoints
{
    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in Enum.GetValues<Entity>())
        {
            var table = FieldCatalogue.For(entity).Table;
            routes.MapGet($"/api/v1/{table}/stream/",
                    (HttpContext context, RowExport export, TablesGate gate, RequestTerms terms, SwitchOptions options, ILogger<StreamAnswer> logger, CancellationToken cancellationToken) =>
                        StreamAsync(context, entity, export, gate, terms, options, logger, cancellationToken))
                .Behind(FeatureFlag.Exports)
                .WithName($"Stream{(entity == Entity.Contact ? "Contacts" : "Companies")}")
                .Describe(entity, $"All {table} that the filters leave, of one moment. The last line says how many there were and where to go on; without it the stream was cut.", paged: true)
                .TakesText("format", "jsonl or csv; in CSV the last line begins with #.", "jsonl")
                .TakesText("select", "Columns, separated by commas.", "uuid,email")
                .TakesNumber("max_results", "At most so many rows; all unless given.", 1000)
                .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson", additionalContentTypes: "text/csv").ProducesValidationProblem();
        }
    }

    private static async Task<IResult> StreamAsync(
        HttpContext context, Entity entity, RowExport export, TablesGate gate, RequestTerms terms, SwitchOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        if (StreamRequest.Read(entity, context.Request.Query, faults) is not { } request)
        {
            return Problems.Of(faults);
        }

        if (await gate.EnterAsync(cancellationToken) is not { } lease)
        {
            return Problems.NoEngine(context);
        }

        try
        {
            var rows = await export.OpenAsync(request.List.Entity, request.List.ToQuery(), request.Columns, request.Limit, cancellationToken);
            // The search holds no rows: even where exports are switched on, the table is read.
            terms.Tell(new Provenance(options.IsOn(FeatureFlag.Exports) ? FallbackReason.Unsupported : FallbackReason.Disabled, null, TimeSpan.Zero));
            return new StreamAnswer(request, rows, lease, logger);
        }
        catch (Exception exception)
        {
            lease.Dispose();
            if (exception is not NpgsqlException || cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            Log.TablesFailed(logger, entity.ToString(), "stream", exception);
            return Problems.NoEngine(context);
        }
    }
}
