using Npgsql;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Switches;
using Vql.Api.Requests;

namespace Vql.Api.Engine;

/// <summary>
/// Decides whether the search may answer a request. <see cref="ConnectraReasons"/> contains the reasons that depend on
/// the query and on the response.
/// </summary>
internal sealed class Routing(
    ConnectraOptions connectra, EngineOptions options, LiveSettings live, IndexPosition index, ILogger<Routing> logger)
{
    /// <summary>The reason why an answer that the search has given must not be used; null when it may be.</summary>
    /// <remarks>A backfill of the index can have started while the search answered.</remarks>
    public FallbackReason? ReasonAfterAnswer => index.IsBehind ? FallbackReason.IndexBehind : null;

    /// <summary>Returns the reason why the search must not be asked; null when it may be.</summary>
    public ValueTask<FallbackReason?> FindReasonAsync(SearchContext context, CancellationToken cancellationToken)
    {
        var freshness = context.Freshness;
        return !IsEnabled(context.Flag) ? new(FallbackReason.Disabled)
            : !Rollout.Includes(context.Caller, live.RolloutPercent) ? new(FallbackReason.Rollout)
            : freshness == FreshnessRequirement.Any ? new(index.IsBehind ? FallbackReason.IndexBehind : null)
            : freshness.MustBeCurrent && freshness.Wait == TimeSpan.Zero ? new(FallbackReason.Fresh)
            : new(WaitAsync(freshness, cancellationToken));
    }

    /// <summary>Returns the reason why the search does not serve a stream: the index contains no complete rows.</summary>
    /// <param name="flag">The feature flag of the route; null when it has none.</param>
    public FallbackReason ReasonOfStream(FeatureFlag? flag) => IsEnabled(flag) ? FallbackReason.Unsupported : FallbackReason.Disabled;

    private bool IsEnabled(FeatureFlag? flag) => connectra.Enabled && !live.IsSearchOff && options.IsEnabled(flag);

    private async Task<FallbackReason?> WaitAsync(FreshnessRequirement freshness, CancellationToken cancellationToken)
    {
        try
        {
            var position = freshness.MustBeCurrent ? await index.ReadLogAsync(cancellationToken) : freshness.Position!.Value;
            var isReached = index.HasReached(position)
                || (freshness.Wait > TimeSpan.Zero && await index.WaitAsync(position, freshness.Wait, cancellationToken));
            return isReached && !index.IsBehind ? null : FallbackReason.IndexBehind;
        }
        catch (NpgsqlException exception)
        {
            Log.PositionUnknown(logger, exception.Message);
            return FallbackReason.IndexBehind;
        }
    }
}
