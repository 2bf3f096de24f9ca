using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// Records a request to Elasticsearch as a span and a duration, following the semantic conventions of OpenTelemetry.
/// </summary>
internal sealed class ElasticsearchCall : IDisposable
{
    private const string Canceled = "canceled";

    private static readonly Meter Meter = new(TelemetryCatalogue.Elasticsearch);
    private static readonly ActivitySource Activities = new(TelemetryCatalogue.Elasticsearch);
    private static readonly Histogram<double> Duration = TelemetryCatalogue.OperationDuration.CreateHistogram<double>(Meter);

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _span;
    private TagList _tags;
    private string? _error = Canceled;

    private ElasticsearchCall(TransportRequest request, TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
        var (operation, index) = EndpointName.Of(request);
        _tags.Add(TelemetryCatalogue.DatabaseSystem.Of(TelemetryCatalogue.DatabaseSystem.Values[0]));
        _tags.Add(TelemetryCatalogue.DatabaseOperation.Of(operation));
        if (index is not null)
        {
            _tags.Add(TelemetryCatalogue.DatabaseCollection.Of(index));
        }

        // Requests outside of a trace are polling, such as health checks.
        if (Activity.Current is not null)
        {
            var name = index is null ? operation : $"{operation} {index}";
            _span = Activities.StartActivity(name, ActivityKind.Client, default(ActivityContext), _tags);
        }
    }

    /// <summary>Whether a span or a duration is recorded.</summary>
    public static bool IsRecorded => Duration.Enabled || Activities.HasListeners();

    /// <summary>Starts recording a request.</summary>
    public static ElasticsearchCall Start(TransportRequest request, TimeProvider time) => new(request, time);

    /// <summary>Records the status of the response and the address of the node.</summary>
    public void RecordResponse(TransportResponse response)
    {
        Add(TelemetryCatalogue.DatabaseStatus, response.Status.ToString(CultureInfo.InvariantCulture));
        if (response.Node is { } node)
        {
            Add(TelemetryCatalogue.ServerAddress, node.Host);
            Add(TelemetryCatalogue.ServerPort, node.Port);
        }
    }

    /// <summary>Records the outcome.</summary>
    /// <param name="failure">The failure. Null on success.</param>
    public void End(ElasticsearchFailure? failure) => _error = failure is null ? null : TelemetryValues.Of(failure.Kind);

    /// <summary>Ends the span and records the duration. Without an outcome, the request was canceled.</summary>
    public void Dispose()
    {
        if (_error is { } error)
        {
            Add(TelemetryCatalogue.ErrorType, error);
            _span?.SetStatus(ActivityStatusCode.Error);
        }

        Duration.Record(_time.GetElapsedTime(_started).TotalSeconds, _tags);
        _span?.Dispose();
    }

    private void Add(AttributeDefinition attribute, object value)
    {
        _tags.Add(attribute.Of(value));
        _span?.SetTag(attribute.Name, value);
    }
}
