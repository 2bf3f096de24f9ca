using Vql.Api.Answers;
using Vql.Api.Monitoring;
using Vql.Api.OpenApi;
using Vql.Core.Filters;
using Vql.ServiceDefaults.Telemetry;
using Vql.Storage.Monitoring;

namespace Vql.Api.Http.Monitoring;

/// <summary>The figures of the API over time, for operators and programs.</summary>
internal static class MonitoringEndpoints
{
    private const string Tag = "monitoring";

    public static void MapMonitoring(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/monitoring").WithTags(Tag);
        group.MapGet("/overview", (HttpContext context, MonitoringReader reader, SyncReader sync, CancellationToken cancellationToken) =>
                AnswerAsync(context, async request => TypedResults.Json(
                    OverviewAnswer.Of(
                        await reader.ReadAsync(request.Window, null, null, cancellationToken), await sync.ReadAsync(cancellationToken),
                        await reader.ReadMarksAsync(request.Window.Length, cancellationToken)),
                    MonitoringJson.Default.OverviewAnswer)))
            .WithName("MonitoringOverview").WithSummary("Returns the calls of a window, the state of the index, and events.")
            .Takes(_ => [Window()]).Produces<OverviewAnswer>().ProducesValidationProblem();
        group.MapGet("/minutes", (HttpContext context, MonitoringReader reader, CancellationToken cancellationToken) =>
                AnswerAsync(context, async request => TypedResults.Json(
                    MinutesAnswer.Of(await reader.ReadAsync(request.Window, request.Entity, request.Operation, cancellationToken)),
                    MonitoringJson.Default.MinutesAnswer)))
            .WithName("MonitoringMinutes").WithSummary("Returns the calls of a window over time, by source and fallback reason.")
            .Takes(_ =>
            [
                Window(), EntityName(),
                new(
                    MonitoringRequest.OperationParameter, "Operation. Default: all.",
                    Schemas.Choice(TelemetryCatalogue.Operation.Values), "list"),
            ])
            .Produces<MinutesAnswer>().ProducesValidationProblem();
        group.MapGet("/queries", (HttpContext context, QueryReader reader, CancellationToken cancellationToken) =>
                AnswerAsync(context, async request => TypedResults.Json(
                    new QueriesAnswer(
                        request.Window.Name,
                        [
                            .. (await reader.ReadAsync(
                                request.Window, request.Order, request.Entity, request.Contains, request.Limit, cancellationToken))
                                .Select(QueryAnswer.Of),
                        ]),
                    MonitoringJson.Default.QueriesAnswer)))
            .WithName("MonitoringQueries")
            .WithSummary("Returns queries without their values, with the number and the duration of their calls.")
            .Takes(_ =>
            [
                Window(), EntityName(),
                new(
                    MonitoringRequest.OrderParameter, "Order, always descending. Default: calls.",
                    Schemas.Choice(MonitoringRequest.Orders), "time"),
                new(MonitoringRequest.ContainsParameter, "Text that the query contains. Default: all queries.", Schemas.Text(), "title"),
                new(
                    MonitoringRequest.LimitParameter, $"Maximum number of queries. Default: {MonitoringRequest.DefaultLimit}.",
                    Schemas.Integer(1, QueryReader.MaxShapes), 20),
            ])
            .Produces<QueriesAnswer>().ProducesValidationProblem();
        group.MapGet("/prometheus", (CallRecorder recorder) =>
                TypedResults.Text(PrometheusText.Of(recorder.ReadTotals()), PrometheusText.ContentType))
            .WithName("MonitoringPrometheus")
            .WithSummary("Returns the calls of this process since its start in the text format of Prometheus.")
            .Produces<string>(contentType: "text/plain");
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Func<MonitoringRequest, Task<IResult>> answer)
    {
        var faults = new List<ParameterFault>();
        var request = MonitoringRequest.Read(context.Request.Query, faults);
        return faults.Count == 0 ? await answer(request) : Problems.Of(faults);
    }

    private static ParameterDescription Window() => new(
        MonitoringRequest.WindowParameter, $"Window that ends now. Default: {MonitoringWindow.Default.Name}.",
        Schemas.Choice(MonitoringWindow.All.Select(window => window.Name)), "24h");

    private static ParameterDescription EntityName() => new(
        MonitoringRequest.EntityParameter, "Entity. Default: both.", Schemas.Choice(TelemetryCatalogue.Entity.Values), "contact");
}
