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
/// Opens streams of rows. The search holds no rows: even where it might answer, the table is read, so many streams
/// at a time as other requests, each beginning within the time that one may take.
/// </summary>
internal sealed class RowStreams(
    RowExport export, FallbackConcurrencyLimiter limiter, SearchContext context, Routing routing, EngineOptions options, TimeProvider time,
    ILogger<RowStreams> logger)
{
    /// <summary>A stream of rows.</summary>
    /// <returns>Null when there is no room, no time, or no database.</returns>
    public Task<StreamAnswer?> OpenRowsAsync(StreamRequest request, CancellationToken cancellationToken) => OpenAsync(
        request.List.Entity, "stream", token => export.OpenAsync(request.List.Entity, request.List.ToQuery(), request.Columns, request.Limit, token),
        (rows, lease) => new StreamAnswer(request, rows, lease, logger), cancellationToken);

    /// <summary>A stream of uuids, newest rows first.</summary>
    /// <returns>Null when there is no room, no time, or no database.</returns>
    public Task<UuidStream?> OpenUuidsAsync(EntityFields entity, VqlWhere where, int offset, int? limit, CancellationToken cancellationToken)
    {
        entity.TryGetColumn(VqlOrder.Tiebreaker, out var uuid);
        return OpenAsync(
            entity, "uuids", token => export.OpenAsync(entity, new VqlQuery { Where = where }, [uuid!], limit + (long)offset, token),
            (rows, lease) => new UuidStream(rows, offset, limit, lease, entity.Table, logger), cancellationToken);
    }

    private async Task<TStream?> OpenAsync<TStream>(
        EntityFields entity, string operation, Func<CancellationToken, Task<ExportCursor>> open, Func<ExportCursor, RateLimitLease, TStream> begin, CancellationToken cancellationToken)
        where TStream : class
    {
        if (await limiter.AcquireAsync(cancellationToken) is not { } lease)
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(options.PostgresTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var rows = await open(either.Token);
            context.SetProvenance(new Provenance(routing.ReasonOfStream(context.Flag), null, TimeSpan.Zero));
            return begin(rows, lease);
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
