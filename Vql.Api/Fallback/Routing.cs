using Npgsql;
using Vql.Api.Consistency;
using Vql.Api.Vql;

namespace Vql.Api.Fallback;

/// <summary>Decides whether the search is asked at all.</summary>
internal sealed class Routing(ConnectraOptions connectra, SwitchOptions options, IndexPosition index, ILogger<Routing> logger)
{
    /// <summary>Why the search must not answer, one of <see cref="FallbackReason"/>; null when it may.</summary>
    public ValueTask<string?> ReasonAgainstSearchAsync(RequestTerms terms, CancellationToken cancellationToken)
    {
        var freshness = terms.Freshness;
        return !connectra.Enabled || !options.IsOn(terms.Flag) ? new(FallbackReason.Disabled)
            : !Rollout.Includes(terms.Caller, options.RolloutPercent) ? new(FallbackReason.Rollout)
            : freshness == Freshness.Any ? new(index.IsBehind ? FallbackReason.IndexBehind : null)
            : freshness.MustBeNow && freshness.Wait == TimeSpan.Zero ? new(FallbackReason.Fresh)
            : new(WaitAsync(freshness, cancellationToken));
    }

    private async Task<string?> WaitAsync(Freshness freshness, CancellationToken cancellationToken)
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
