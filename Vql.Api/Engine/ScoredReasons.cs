using Vql.Api.Answers;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Engine;

/// <summary>The reasons for a part of the relevance, of which the first one that a row matches counts.</summary>
internal sealed class ScoredReasons
{
    private readonly IReadOnlyList<RelevanceReason> _reasons;
    private readonly RelevanceReason _none;

    private ScoredReasons(RelevanceReason none, IEnumerable<(VqlWhere Where, RelevanceReason Reason)> reasons)
    {
        var all = reasons.ToList();
        _none = none;
        _reasons = [.. all.Select(reason => reason.Reason)];
        Places = new VqlScore([.. all.Select((reason, index) => new ScoreTier(reason.Where, index + 1))]);
    }

    /// <summary>A score with the place of the first reason that a row matches, from 1.</summary>
    public VqlScore Places { get; }

    /// <summary>Returns the reasons of a filter.</summary>
    public static ScoredReasons Of(FilterScore score) => new(
        new RelevanceReason(score.Parameter, score.Value, null, null, 0),
        score.Reasons.Select(reason => (reason.Where, new RelevanceReason(
            score.Parameter, score.Value, reason.Match.ToString().ToLowerInvariant(), reason.Field, reason.Weight))));

    /// <summary>Returns the reasons of a score in a VQL query, which have no names.</summary>
    public static ScoredReasons Of(VqlScore score) => new(
        new RelevanceReason(null, null, null, null, 0),
        score.Tiers.Select(tier => (tier.Where, new RelevanceReason(null, null, null, null, tier.Weight))));

    /// <summary>Returns the reason at a place; 0 for none.</summary>
    public RelevanceReason At(long place) => place == 0 ? _none : _reasons[(int)place - 1];
}
