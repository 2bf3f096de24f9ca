using System.Globalization;
using Vql.Core.Language;

namespace Vql.Connectra.Endpoints;

/// <summary>
/// How long a request may take. Who waits for the database is let go on time, whatever becomes of the work: Npgsql
/// cancels a command over a connection of its own and blocks until that is answered, which a database that has
/// fallen silent never does.
/// </summary>
internal sealed class Deadline : IDisposable
{
    /// <summary>The header that shortens the deadline, seconds: who gives up sooner says so, and nobody works in vain.</summary>
    public const string Header = "X-Request-Timeout";

    private readonly TimeProvider _time;
    private readonly TimeSpan _length;
    private readonly long _started;
    private readonly CancellationTokenSource _over;

    /// <summary>Starts the clock.</summary>
    /// <param name="length">How long there is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public Deadline(TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _length = length;
        _started = time.GetTimestamp();
        _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _over.CancelAfter(length);
    }

    /// <summary>How long there still is; never less than a moment, so that it can be given on.</summary>
    public TimeSpan Remaining => TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (_length - _time.GetElapsedTime(_started)).Ticks));

    /// <summary>The length that a request asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="longest">What it has unless it asks for less.</param>
    /// <returns>The length, or what is wrong with what it asks.</returns>
    public static (TimeSpan Length, VqlFault? Fault) Read(HttpRequest request, TimeSpan longest)
    {
        var text = request.Headers[Header].ToString();
        if (text.Length == 0)
        {
            return (longest, null);
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? (TimeSpan.FromSeconds(Math.Min(seconds, longest.TotalSeconds)), null)
            : (default, new VqlFault(Header, $"must be a number of seconds above 0, not \"{text}\""));
    }

    /// <summary>Waits for work until there is no time left; then the work is told to stop, and left alone.</summary>
    /// <param name="work">The work; its token is cancelled when time is over. It touches nothing of the request's.</param>
    /// <exception cref="OperationCanceledException">Time is over.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        // Not disposed: work that is left alone still uses it, and it holds nothing that the collector does not free.
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
                // On a thread of its own: as many as there are connections may block, and the pool's few are all needed.
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
