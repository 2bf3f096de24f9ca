using Npgsql;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Requests;

namespace Vql.Api.Engine;

/// <summary>Decides whether the search is asked at all.</summary>
internal sealed class Routing(ConnectraOptions connectra, EngineOptions options, IndexPosition index, ILogger<Routing> logger)
{
    /// <summary>Why the search must not answer, one of <see cref="FallbackReason"/>; null when it may.</summary>
    public ValueTask<string?> ReasonAgainstSearchAsync(SearchContext terms, CancellationToken cancellationToken)
    {
        var freshness = terms.Freshness;
        return !connectra.Enabled || !options.IsOn(terms.Flag) ? new(FallbackReason.Disabled)
            : !Rollout.Includes(terms.Caller, options.RolloutPercent) ? new(FallbackReason.Rollout)
            : freshness == FreshnessRequirement.Any ? new(index.IsBehind ? FallbackReason.IndexBehind : null)
            : freshness.MustBeNow && freshness.Wait == TimeSpan.Zero ? new(FallbackReason.Fresh)
            : new(WaitAsync(freshness, cancellationToken));
    }

    private async Task<string?> WaitAsync(FreshnessRequirement freshness, CancellationToken cancellationToken)
    {
        try
        {
            var position = freshness.MustBeNow ? await index.ReadLogAsync(cancellationToken) : freshness.Position!.Value;
            var isReached = index.Has(position)
                || (freshness.Wait > TimeSpan.Zero && await index.WaitAsync(position, freshness.Wait, cancellationToken));
            return isReached && !index.IsBehind
                ? null
                : FallbackReason.IndexBehind;
        }
        catch (NpgsqlException exception)
        {
            Log.PositionUnknown(logger, exception.Message);
            return FallbackReason.IndexBehind;
        }
    }
}
