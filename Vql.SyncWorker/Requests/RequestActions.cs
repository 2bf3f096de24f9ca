using System.Globalization;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Monitoring;
using Vql.SyncWorker.Optimize;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Reindex;
using Vql.SyncWorker.Sync;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Requests;

/// <summary>Executes requests of operators.</summary>
internal sealed class RequestActions(
    Verification verification, LoadSettings settings, Reindexing reindexing, ReindexTable reindexes, Inspection inspection,
    IndexAdmin indices)
{
    /// <summary>Executes a request.</summary>
    /// <returns>The outcome, for operators.</returns>
    /// <exception cref="InvalidInputException">The request does not apply in the current state.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public Task<string> ExecuteAsync(OperatorRequest request, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var entity = request.Entity == FieldCatalogue.Contacts.Table ? FieldCatalogue.Contacts : FieldCatalogue.Companies;
        return request.Kind switch
        {
            RequestKind.Verify => VerifyAsync(entity, repair: false, meter, cancellationToken),
            RequestKind.Repair => VerifyAsync(entity, repair: true, meter, cancellationToken),
            RequestKind.Reindex => ReindexAsync(entity, meter, cancellationToken),
            RequestKind.ReindexAbort => AbortAsync(entity, cancellationToken),
            RequestKind.ReindexDropOld => DropOldAsync(entity, cancellationToken),
            RequestKind.Inspect => InspectAsync(entity, cancellationToken),
            _ => OptimizeAsync(entity, request.Detail, cancellationToken),
        };
    }

    private async Task<string> VerifyAsync(EntityFields entity, bool repair, ProgressMeter meter, CancellationToken cancellationToken)
    {
        await settings.RestoreInterruptedAsync(cancellationToken);
        var report = await verification.VerifyAsync(entity, new VerifyRequest { Repair = repair }, meter, cancellationToken);
        var kinds = string.Join(", ", Enum.GetValues<DifferenceKind>().Select(
            kind => string.Create(CultureInfo.InvariantCulture, $"{kind.ToString().ToLowerInvariant()} {report.Count(kind)}")));
        return (report.Differences, report.Unreached) switch
        {
            (_, > 0) => string.Create(
                CultureInfo.InvariantCulture, $"unknown: the stream did not confirm {report.Unreached} differences; {kinds}"),
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"equal: {report.Rows} rows"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{kinds}; repaired {report.Repaired}"),
        };
    }

    private async Task<string> ReindexAsync(EntityFields entity, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var row = await reindexes.FindAsync(entity, cancellationToken) is { IsOpen: true } open
            ? open
            : await reindexing.StartAsync(
                entity, (await indices.ReadSettingsAsync(entity.Index, cancellationToken)).Shards, cancellationToken);
        row = await reindexing.SwapAsync(await reindexing.FillAsync(row, meter, cancellationToken), cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"searches use {row.Target} with {row.Documents} documents");
    }

    private async Task<string> AbortAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        if (await reindexes.FindAsync(entity, cancellationToken) is not { IsOpen: true } row)
        {
            throw new InvalidInputException($"No reindex of {entity.Table} is in progress.");
        }

        await reindexing.AbortAsync(row, cancellationToken);
        return $"deleted {row.Target}";
    }

    private async Task<string> DropOldAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        if (await reindexes.FindAsync(entity, cancellationToken) is not { State: ReindexStage.Swapped } row)
        {
            throw new InvalidInputException($"No replaced index of {entity.Table} is kept.");
        }

        await reindexing.DropOldAsync(row, cancellationToken);
        return row.Previous is { } previous ? $"deleted {previous}" : "the replaced index was already deleted";
    }

    private async Task<string> InspectAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var count = await inspection.SaveAsync(entity, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"recommendations: {count}");
    }

    private async Task<string> OptimizeAsync(EntityFields entity, string id, CancellationToken cancellationToken)
    {
        // The state may have changed since the operator saw the recommendation.
        var advice = await inspection.AdviseAsync(entity, cancellationToken);
        if (advice.FirstOrDefault(one => one.Id == id)?.Change is not { } change)
        {
            throw new InvalidInputException("The recommendation no longer applies.");
        }

        await change.ApplyAsync(cancellationToken);
        await inspection.SaveAsync(entity, cancellationToken);
        return $"applied: {change.Effect}";
    }
}
