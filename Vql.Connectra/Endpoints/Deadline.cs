using System.Globalization;
using Vql.Core.Language;

namespace Vql.Connectra.Endpoints;

/// <summary>
/// The deadline of a request. Waiting for the database ends at the deadline even if the work does not end: Npgsql cancels a
/// command over a separate connection and blocks until the server responds, which an unresponsive server never does.
/// </summary>
internal sealed class Deadline : IDisposable
{
    /// <summary>
    /// The header with the client's timeout in seconds, which shortens the deadline and avoids unnecessary work.
    /// </summary>
    public const string Header = "X-Request-Timeout";

    private readonly TimeProvider _time;
    private readonly TimeSpan _length;
    private readonly long _started;
    private readonly CancellationTokenSource _over;

    /// <summary>Starts a deadline.</summary>
    /// <param name="length">The time until the deadline.</param>
    /// <param name="time">The time provider.</param>
    /// <param name="cancellationToken">Ends the deadline early.</param>
    public Deadline(TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _length = length;
        _started = time.GetTimestamp();
        _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _over.CancelAfter(length);
    }

    /// <summary>The remaining time, at least 1 ms, so that it is a valid timeout.</summary>
    public TimeSpan Remaining =>
        TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (_length - _time.GetElapsedTime(_started)).Ticks));

    /// <summary>Reads the timeout of a request from its header.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maximum">The maximum and the default.</param>
    /// <returns>The timeout, or the fault of an invalid header.</returns>
    public static (TimeSpan Length, VqlFault? Fault) Read(HttpRequest request, TimeSpan maximum)
    {
        var text = request.Headers[Header].ToString();
        if (text.Length == 0)
        {
            return (maximum, null);
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? (TimeSpan.FromSeconds(Math.Min(seconds, maximum.TotalSeconds)), null)
            : (default, new VqlFault(Header, $"must be a number of seconds greater than 0, not \"{text}\""));
    }

    /// <summary>
    /// Runs work and waits for it until the deadline. Work that is still running is then canceled and not awaited.
    /// </summary>
    /// <param name="work">The work. Its token is canceled at the deadline. It must not use the request.</param>
    /// <exception cref="OperationCanceledException">The deadline has passed.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        // Not disposed, because work that is not awaited still uses it. It has no unmanaged resources.
        var stop = new CancellationTokenSource();
        var working = work(stop.Token);
        try
        {
            return await working.WaitAsync(_over.Token);
        }
        finally
        {
            if (!working.IsCompleted)
            {
                // Canceling may block, at most once for each connection. Dedicated threads keep the thread pool available.
                _ = Task.Factory.StartNew(stop.Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> work) => RunAsync(async stop =>
    {
        await work(stop);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();
}
