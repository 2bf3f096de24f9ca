using Npgsql;
using Vql.Api.Configuration;
using Vql.Storage.Monitoring;

namespace Vql.Api.Engine.Switches;

/// <summary>
/// The settings that operators can change while the API runs. A switch in PostgreSQL precedes the variable until it expires. While
/// PostgreSQL is unavailable, the last known switches apply.
/// </summary>
internal sealed class LiveSettings(NpgsqlDataSource source, EngineOptions options, TimeProvider time, ILogger<LiveSettings> logger)
    : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private volatile IReadOnlyList<SwitchState> _states = [];
    private bool _isFailing;

    /// <summary>The percentage of callers in the rollout of the search.</summary>
    public double RolloutPercent => Find(SwitchName.RolloutPercent)?.Percent ?? options.RolloutPercent;

    /// <summary>The percentage of answers that are compared with those of the other engine.</summary>
    public double ShadowPercent => Find(SwitchName.ShadowPercent)?.Percent ?? options.ShadowPercent;

    /// <summary>The maximum percentage of requests that are hedged.</summary>
    public double HedgePercent => Find(SwitchName.HedgePercent)?.Percent ?? options.HedgePercent;

    /// <summary>Whether an operator turned the search off.</summary>
    public bool IsSearchOff => Find(SwitchName.Search) is not null;

    /// <summary>The state in which an operator keeps the circuit breaker; null for its own state.</summary>
    public ForcedCircuit? ForcedCircuit => Find(SwitchName.Circuit)?.Circuit;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                if (!_isFailing)
                {
                    _isFailing = true;
                    Log.SwitchesUnknown(logger, exception.Message);
                }

                await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {SwitchTable.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            _states = await SwitchTable.ReadAsync(connection, cancellationToken);
            _isFailing = false;
            // Polls as well, because notifications are lost while the connection is down.
            await connection.WaitAsync(PollInterval, cancellationToken);
        }
    }

    private SwitchState? Find(SwitchName name)
    {
        foreach (var state in _states)
        {
            if (state.Name == name && (state.ExpiresAt is not { } end || end > time.GetUtcNow()))
            {
                return state;
            }
        }

        return null;
    }
}
