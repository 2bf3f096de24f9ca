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

/// <summary>Runs sync sessions. After a failure, a new session starts from the slot, with a back-off.</summary>
internal sealed class SyncLoop(Leader leader, IServiceScopeFactory sessions, SyncHealth health, TimeProvider time, ILogger<SyncLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    // After a session of this length, the back-off is reset.
    private static readonly TimeSpan StableSession = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backOff = new BackOff(InitialDelay, MaxDelay, time);
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
            // After any exception, the next session may succeed.
            catch (Exception exception)
            {
                if (time.GetElapsedTime(started) > StableSession)
                {
                    backOff.Reset();
                }

                health.Failed(exception.Message);
                if (IsExpected(exception))
                {
                    Log.SyncFailed(logger, backOff.Delay.TotalSeconds, exception.Message);
                }
                else
                {
                    Log.SyncFailedUnexpectedly(logger, backOff.Delay.TotalSeconds, exception);
                }

                await backOff.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A lost connection of the stream can cause any of these exceptions, including a canceled read.
    private static bool IsExpected(Exception exception) =>
        exception is NpgsqlException or UnsupportedDatabaseException or ElasticsearchException or CaptureException or IOException
            or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException;
}
