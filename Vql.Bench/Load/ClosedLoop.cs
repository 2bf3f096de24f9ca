using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;

namespace Vql.Bench.Load;

/// <summary>The target of a load.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Bodies">The request bodies, which are sent in order, repeatedly.</param>
/// <param name="ApiKey">The API key. Null to send none.</param>
internal sealed record Target(Uri Url, IReadOnlyList<byte[]> Bodies, string? ApiKey);

/// <summary>The result of a load.</summary>
/// <param name="P50">The median latency, in milliseconds.</param>
/// <param name="P99">The 99th percentile of the latency, in milliseconds.</param>
/// <param name="Max">The maximum latency, in milliseconds.</param>
/// <param name="PerSecond">The throughput, in requests per second.</param>
internal sealed record LoadResult(double P50, double P99, double Max, double PerSecond)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50,7:0.00} {P99,7:0.00} {PerSecond,8:0}");
}

/// <summary>
/// A closed-loop load: each connection sends its next request after the response to the previous one.
/// </summary>
internal sealed class ClosedLoop(Target target, int connections) : IDisposable
{
    private const string ReasonHeader = "X-VQL-Fallback";

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections });
    private readonly List<TimeSpan> _latencies = [];
    private readonly ConcurrentDictionary<string, int> _reasons = new();
    private TimeSpan _elapsed;
    private int _sent = -1;
    private int _failed;

    public LoadResult Result
    {
        get
        {
            var sorted = _latencies.Order().Select(latency => latency.TotalMilliseconds).ToList();
            return new LoadResult(
                sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)], sorted[^1], sorted.Count / _elapsed.TotalSeconds);
        }
    }

    /// <summary>Whether failed requests are counted instead of ending the load.</summary>
    public bool CountsFailures { get; init; }

    /// <summary>The number of failed requests, including those of the warm-up.</summary>
    public int Failed => _failed;

    /// <summary>
    /// The number of requests by fallback reason, including those of the warm-up. The reason is empty without a
    /// fallback.
    /// </summary>
    public IReadOnlyDictionary<string, int> Reasons => _reasons;

    /// <summary>Sends requests for a duration.</summary>
    /// <param name="duration">The duration.</param>
    /// <param name="record">Whether to record the latencies. False for a warm-up.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    public async Task RunAsync(TimeSpan duration, bool record, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => SendUntilAsync(started, duration, cancellationToken)));
        if (record)
        {
            _elapsed += TimeProvider.System.GetElapsedTime(started);
            _latencies.AddRange(all.SelectMany(latencies => latencies));
        }
    }

    /// <summary>The number of recorded requests.</summary>
    public int Requests => _latencies.Count;

    public void Dispose() => _client.Dispose();

    private async Task<List<TimeSpan>> SendUntilAsync(long started, TimeSpan duration, CancellationToken cancellationToken)
    {
        var latencies = new List<TimeSpan>();
        while (TimeProvider.System.GetElapsedTime(started) < duration)
        {
            var sent = TimeProvider.System.GetTimestamp();
            try
            {
                await SendAsync(cancellationToken);
            }
            catch (HttpRequestException) when (CountsFailures)
            {
                Interlocked.Increment(ref _failed);
            }

            latencies.Add(TimeProvider.System.GetElapsedTime(sent));
        }

        return latencies;
    }

    private int Next() => (int)((uint)Interlocked.Increment(ref _sent) % target.Bodies.Count);

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(target.Bodies[Next()]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (target.ApiKey is { } key)
        {
            request.Headers.Add("X-API-Key", key);
        }

        using var response = await _client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var reason = response.Headers.TryGetValues(ReasonHeader, out var values) ? string.Concat(values) : "";
        _reasons.AddOrUpdate(reason, 1, static (_, count) => count + 1);
    }
}
