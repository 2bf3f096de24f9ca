using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Monitoring;
using Vql.SyncWorker.Optimize;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Requests;

/// <summary>
/// Executes the requests of operators one at a time, beside the stream. A request that fails does not affect the stream. Between
/// requests, the state of the indices is read for the dashboard.
/// </summary>
internal sealed class RequestRunner(
    OperatorRequestTable table, RequestActions actions, Inspection inspection, NpgsqlDataSource source, TimeProvider time,
    ILogger<RequestRunner> logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InspectionInterval = TimeSpan.FromMinutes(10);
    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    /// <summary>Executes requests until the operation is canceled.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Only the active worker executes requests, so that a running request is one of a worker that has ended.
        await table.FailInterruptedAsync(cancellationToken);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {OperatorRequestTable.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        long? inspectedAt = null;
        while (true)
        {
            while (await table.TakeAsync(cancellationToken) is { } request)
            {
                await ExecuteAsync(request, cancellationToken);
            }

            if (inspectedAt is not { } at || time.GetElapsedTime(at) >= InspectionInterval)
            {
                inspectedAt = time.GetTimestamp();
                await InspectAsync(cancellationToken);
            }

            // Polls as well, because notifications of a lost connection are lost.
            await connection.WaitAsync(PollInterval, cancellationToken);
        }
    }

    private async Task ExecuteAsync(OperatorRequest request, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = new RequestProgress();
        var reporting = ReportAsync(request, progress, stop, ended.Token);
        var (state, outcome) = (RequestState.Done, "");
        try
        {
            outcome = await actions.ExecuteAsync(request, new ProgressMeter(progress.Set), stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.IsCancellationRequested)
        {
            (state, outcome) = (RequestState.Canceled, "Completed work is kept.");
        }
        catch (Exception exception) when (
            exception is NpgsqlException or ElasticsearchException or InvalidInputException or TimeoutException or IOException)
        {
            (state, outcome) = (RequestState.Failed, exception.Message);
        }
        finally
        {
            await ended.CancelAsync();
            await reporting;
        }

        await table.ReportAsync(request.Id, progress.Done, progress.Fraction, cancellationToken);
        await table.CompleteAsync(request.Id, state, outcome, cancellationToken);
        Log.RequestEnded(logger, request.Kind.ToText(), request.Entity, request.Actor, state.ToString().ToLowerInvariant(), outcome);
    }

    private async Task ReportAsync(
        OperatorRequest request, RequestProgress progress, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ReportInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (await table.ReportAsync(request.Id, progress.Done, progress.Fraction, cancellationToken))
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The request has ended.
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            Log.RequestNotReported(logger, request.Kind.ToText(), request.Entity, exception.Message);
        }
    }

    // A failure delays the report only. The stream has its own connections, and a lock on a table must not end it.
    private async Task InspectAsync(CancellationToken cancellationToken)
    {
        foreach (var entity in Entities)
        {
            try
            {
                await inspection.SaveAsync(entity, cancellationToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or ElasticsearchException or TimeoutException)
            {
                Log.IndexNotInspected(logger, entity.Index, exception.Message);
            }
        }
    }

    private sealed class RequestProgress
    {
        private readonly Lock _lock = new();
        private long _done;
        private double? _fraction;

        public long Done
        {
            get
            {
                lock (_lock)
                {
                    return _done;
                }
            }
        }

        public double? Fraction
        {
            get
            {
                lock (_lock)
                {
                    return _fraction;
                }
            }
        }

        public void Set(long done, double? fraction)
        {
            lock (_lock)
            {
                (_done, _fraction) = (done, fraction);
            }
        }
    }
}
