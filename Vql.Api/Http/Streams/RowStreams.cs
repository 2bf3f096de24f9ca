using System.Threading.RateLimiting;
using Npgsql;
using Vql.Api.Configuration;
using Vql.Api.Engine;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Postgres;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>
/// Opens streams of rows. The index contains no complete rows, so streams read from PostgreSQL. They share its concurrency limiter
/// and must start within its timeout.
/// </summary>
internal sealed class RowStreams(
    RowExport export, FallbackConcurrencyLimiter limiter, SearchContext context, Routing routing, EngineOptions options, TimeProvider time,
    ILogger<RowStreams> logger)
{
    /// <summary>Opens a stream of rows.</summary>
    /// <returns>The stream; null when PostgreSQL was overloaded, timed out or was unavailable.</returns>
    public Task<StreamAnswer?> OpenRowsAsync(StreamRequest request, CancellationToken cancellationToken) => OpenAsync(
        request.List.Entity, "stream",
        token => export.OpenAsync(request.List.Entity, request.List.ToQuery(), request.Columns, request.Limit, token),
        (rows, lease) => new StreamAnswer(request, rows, lease, logger), cancellationToken);

    /// <summary>Opens a stream of UUIDs, newest rows first.</summary>
    /// <returns>The stream; null when PostgreSQL was overloaded, timed out or was unavailable.</returns>
    public Task<UuidStream?> OpenUuidsAsync(
        EntityFields entity, VqlWhere where, int offset, int? limit, CancellationToken cancellationToken)
    {
        entity.TryGetColumn(VqlOrder.Tiebreaker, out var uuid);
        return OpenAsync(
            entity, "uuids", token => export.OpenAsync(entity, new VqlQuery { Where = where }, [uuid!], limit + (long)offset, token),
            (rows, lease) => new UuidStream(rows, offset, limit, lease, entity.Table, logger), cancellationToken);
    }

    private async Task<TStream?> OpenAsync<TStream>(
        EntityFields entity, string operation, Func<CancellationToken, Task<ExportCursor>> open,
        Func<ExportCursor, RateLimitLease, TStream> create, CancellationToken cancellationToken)
        where TStream : class
    {
        var started = time.GetTimestamp();
        if (await limiter.AcquireAsync(cancellationToken) is not { } lease)
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(options.PostgresTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var rows = await open(either.Token);

            // The headers precede the rows, so the duration is the time until the first row can be read.
            context.SetProvenance(new Provenance(routing.ReasonOfStream(context.Flag), null, time.GetElapsedTime(started)));
            return create(rows, lease);
        }
        catch (Exception exception)
        {
            lease.Dispose();
            if (exception is not (NpgsqlException or OperationCanceledException) || cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            Log.PostgresFailed(logger, entity.Entity.ToString(), operation, exception);
            return null;
        }
    }
}
