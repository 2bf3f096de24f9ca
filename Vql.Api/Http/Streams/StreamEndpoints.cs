using System.Text.Json.Nodes;
using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.OpenApi;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Streams;

/// <summary>Streams of all rows that match the filters.</summary>
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
                    entity, $"Streams all {table} that match the filters at one point in time. Over HTTP/2, the trailers "
                    + $"{StreamAnswer.RowsTrailer} and {StreamAnswer.CursorTrailer} contain the number of rows and the cursor to continue "
                    + "from. A stream that fails ends as an incomplete response.",
                    paged: true)
                .Takes(_ => DescribeParameters(entity))
                .Produces<string>(contentType: JsonLinesBody.MediaType, additionalContentTypes: [CsvBody.MediaType, XlsxBody.MediaType])
                .ProducesValidationProblem()
                .DisableRequestTimeout();
        }
    }

    private static IEnumerable<ParameterDescription> DescribeParameters(Entity entity) =>
    [
        new("format", "The format. Default: jsonl.", Schemas.Choice(["jsonl", "csv", "xlsx"]), "jsonl"),
        new(
            "select", "The columns in their order.", Schemas.List(Schemas.Choice(StreamRequest.ColumnsOf(entity))),
            new JsonArray("uuid", entity == Entity.Contact ? "email" : "name")),
        new(
            "safe",
            "CSV: whether cells that a spreadsheet would evaluate start with an apostrophe, which imports remove. Default: true.",
            Schemas.Flag(), false),
        new("bom", "CSV: whether the file starts with a byte order mark for Excel. Default: false.", Schemas.Flag(), false),
        new(
            "end",
            "line: the last line of the body contains the values of the trailers, for clients without trailers. Default: trailer.",
            Schemas.Choice(["trailer", "line"]), "line"),
        new("limit", "Maximum number of rows. Default: all.", Schemas.Integer(1), 1000),
        new("max_results", "An alias of limit.", Schemas.Integer(1), 1000),
    ];

    private static async Task<IResult> StreamAsync(
        HttpContext context, Entity entity, RowStreams streams, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        return StreamRequest.Read(context.FiltersOf(entity), context.Request.Query, faults) is not { } request ? Problems.Of(faults)
            : context.Charge(request.List) is { } problem ? problem
            : await streams.OpenRowsAsync(request, cancellationToken) ?? (IResult)Problems.NoEngine();
    }
}
