using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;

namespace Vql.Bench.Load;

/// <summary>What is asked, over and over.</summary>
/// <param name="Url">Where.</param>
/// <param name="Bodies">What is posted, one after the other, and again from the first.</param>
/// <param name="ApiKey">The key to send; null for none.</param>
internal sealed record Target(Uri Url, IReadOnlyList<byte[]> Bodies, string? ApiKey);

/// <summary>What a load came to.</summary>
/// <param name="P50">Median, milliseconds.</param>
/// <param name="P99">99th percentile, milliseconds.</param>
/// <param name="Max">The slowest, milliseconds.</param>
/// <param name="PerSecond">Requests a second.</param>
internal sealed record LoadResult(double P50, double P99, double Max, double PerSecond)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50,7:0.00} {P99,7:0.00} {PerSecond,8:0}");
}

/// <summary>A number of connections, each of which sends the next request when it has the answer to the last.</summary>
internal sealed class ClosedLoop(Target target, int connections) : IDisposable
{
    private const string ReasonHeader = "X-VQL-Fallback";

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections });
    private readonly List<TimeSpan> _latencies = [];
    private readonly ConcurrentDictionary<string, int> _reasons = new();
    private TimeSpan _spent;
    private int _sent = -1;
    private int _failed;

    public LoadResult Result
    {
        get
        {
            var sorted = _latencies.Order().ToList();
            return new LoadResult(
                sorted[sorted.Count / 2].TotalMilliseconds, sorted[(int)(sorted.Count * 0.99)].TotalMilliseconds, sorted[^1].TotalMilliseconds,
                sorted.Count / _spent.TotalSeconds);
        }
    }

    /// <summary>Whether an answer that is a failure counts as one, rather than end the load.</summary>
    public bool CountsFailures { get; init; }

    /// <summary>How many failed, those that warm up included.</summary>
    public int Failed => _failed;

    /// <summary>What the API said of why the search did not answer, and how often; the empty text where it did. Those that warm up included.</summary>
    public IReadOnlyDictionary<string, int> Reasons => _reasons;

    /// <summary>Sends requests for a while.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="record">Whether they count; those that warm up do not.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(TimeSpan duration, bool record, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => SendUntilAsync(started, duration, cancellationToken)));
        if (record)
        {
            _spent += TimeProvider.System.GetElapsedTime(started);
            _latencies.AddRange(all.SelectMany(latencies => latencies));
        }
    }

    /// <summary>How many requests were recorded.</summary>
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
