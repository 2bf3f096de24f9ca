using System.Globalization;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Health;
using Vql.Api.Requests;
using Vql.Core.Filters;

namespace Vql.Api.Http;

/// <summary>Sets the search context of a request, and reports the provenance of its answer in headers and statistics.</summary>
internal sealed class SearchContextMiddleware(RequestDelegate next, VqlStatistics statistics, TimeProvider time)
{
    private const string UsedHeader = "X-VQL-Used";
    private const string FallbackHeader = "X-VQL-Fallback";
    private const string SourceHeader = "X-VQL-Source";
    private const string AsOfHeader = "X-VQL-Index-As-Of";
    private const string TookHeader = "X-VQL-Took-Ms";

    /// <summary>The headers that it sets.</summary>
    public static IReadOnlyList<string> Headers { get; } = [UsedHeader, FallbackHeader, SourceHeader, AsOfHeader, TookHeader];

    public async Task InvokeAsync(HttpContext context, SearchContext search)
    {
        var started = time.GetTimestamp();
        var faults = new List<ParameterFault>();
        search.Freshness = FreshnessRequirement.Read(context.Request, faults);
        search.Flag = FeatureGate.FlagOf(context);
        search.Caller = context.User.Identity?.Name ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (faults.Count > 0)
        {
            await Problems.Of(faults).ExecuteAsync(context);
            return;
        }

        context.Response.OnStarting(static state =>
        {
            var (response, search) = ((HttpResponse, SearchContext))state;
            WriteHeaders(response, search.Provenance);
            return Task.CompletedTask;
        }, (context.Response, search));
        await next(context);
        if (search.Provenance is { } provenance)
        {
            statistics.Record(provenance.Reason, time.GetElapsedTime(started));
        }
    }

    private static void WriteHeaders(HttpResponse response, Provenance? provenance)
    {
        if (provenance is null)
        {
            return;
        }

        response.Headers[UsedHeader] = provenance.Reason is null ? "true" : "false";
        response.Headers[SourceHeader] = provenance.Source;
        response.Headers[TookHeader] = provenance.Took.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
        if (provenance.Reason is { } reason)
        {
            response.Headers[FallbackHeader] = reason.ToName();
        }

        if (provenance.IndexAsOf is { } asOf)
        {
            response.Headers[AsOfHeader] = asOf.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        }
    }
}
