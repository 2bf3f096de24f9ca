using Vql.Api.Fallback;
using Vql.Api.Responses;
using Vql.Api.Streams;
using Vql.Core.Fields;
using Vql.Core.Filters;

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
                    (HttpContext context, RowStreams streams, CancellationToken cancellationToken) =>
                        StreamAsync(context, entity, streams, cancellationToken))
                .Behind(FeatureFlag.Exports)
                .WithName($"Stream{(entity == Entity.Contact ? "Contacts" : "Companies")}")
                .Describe(entity, $"All {table} that the filters leave, of one moment. The last line says how many there were and where to go on; without it the stream was cut.", paged: true)
                .TakesText("format", "jsonl or csv; in CSV the last line begins with #.", "jsonl")
                .TakesText("select", "Columns, separated by commas.", entity == Entity.Contact ? "uuid,email" : "uuid,name")
                .TakesNumber("limit", "At most so many rows; all unless given. The last line says where to go on.", 1000)
                .TakesNumber("max_results", "The same as limit.", 1000)
                .Produces<string>(contentType: "application/x-ndjson", additionalContentTypes: "text/csv").ProducesValidationProblem()
                .DisableRequestTimeout();
        }
    }

    private static async Task<IResult> StreamAsync(HttpContext context, Entity entity, RowStreams streams, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        return StreamRequest.Read(entity, context.Request.Query, faults) is not { } request ? Problems.Of(faults)
            : await streams.OpenRowsAsync(request, cancellationToken) ?? (IResult)Problems.NoEngine();
    }
}
