using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.OpenApi;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Streams;

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
                .RequireFlag(FeatureFlag.Exports)
                .WithName($"Stream{(entity == Entity.Contact ? "Contacts" : "Companies")}")
                .Describe(
                    entity, $"All {table} that the filters leave, of one moment. Over HTTP/2, the trailers {StreamAnswer.RowsTrailer} and "
                    + $"{StreamAnswer.CursorTrailer} tell how many there were and where to go on. An incomplete response was cut.",
                    paged: true)
                .TakesText("format", "jsonl, csv, or xlsx for a workbook.", "jsonl")
                .TakesText("select", "Columns in their order, separated by commas.", entity == Entity.Contact ? "uuid,email" : "uuid,name")
                .TakesText(
                    "safe",
                    "CSV: whether a cell that a spreadsheet would run begins with an apostrophe, which imports take off. Default: true.",
                    "false")
                .TakesText("bom", "CSV: whether the file begins with a byte order mark, for Excel. Default: false.", "false")
                .TakesText(
                    "end", "line: the last line of the body tells what the trailers tell, for clients without trailers. Default: trailer.",
                    "line")
                .TakesNumber("limit", "Maximum number of rows. Default: all.", 1000)
                .TakesNumber("max_results", "The same as limit.", 1000)
                .Produces<string>(contentType: JsonLinesBody.MediaType, additionalContentTypes: [CsvBody.MediaType, XlsxBody.MediaType])
                .ProducesValidationProblem()
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
