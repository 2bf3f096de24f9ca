using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Retries;

namespace Vql.SyncWorker.Run;

/// <summary>Keeps a session going: whatever is away is waited for, whatever breaks begins again from the slot.</summary>
internal sealed class SyncLoop(Leader leader, IServiceScopeFactory sessions, SyncHealth health, TimeProvider time, ILogger<SyncLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // A session that worked this long was no failure to start.
    private static readonly TimeSpan GoodSession = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backOff = new BackOff(FirstPause, LongestPause, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await using var scope = sessions.CreateAsyncScope();
                await leader.RunAsync(scope.ServiceProvider.GetRequiredService<SyncSession>().RunAsync, health.Failed, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Whatever it is, the next session may succeed, and a worker that has ended indexes nothing.
            catch (Exception exception)
            {
                if (time.GetElapsedTime(started) > GoodSession)
                {
                    backOff.Reset();
                }

                health.Failed(exception.Message);
                if (IsForeseen(exception))
                {
                    Log.SyncFailed(logger, backOff.Pause.TotalSeconds, exception.Message);
                }
                else
                {
                    Log.SyncFailedUnexpectedly(logger, backOff.Pause.TotalSeconds, exception);
                }

                await backOff.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A cut stream shows itself in any of these, a cancelled read among them.
    private static bool IsForeseen(Exception exception) =>
        exception is NpgsqlException or UnsupportedDatabaseException or ElasticsearchException or CaptureException or IOException
            or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException;
}
