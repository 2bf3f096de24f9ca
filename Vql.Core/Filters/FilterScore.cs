using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>How a row matches a value of a filter.</summary>
public enum ScoreMatch
{
    /// <summary>The words are a phrase.</summary>
    Phrase,

    /// <summary>All words occur as typed, in any order.</summary>
    Words,

    /// <summary>A whole value, such as a city.</summary>
    Value,

    /// <summary>The last word is the start of a word.</summary>
    Prefix,

    /// <summary>A synonym.</summary>
    Synonym,

    /// <summary>The words are parts of words.</summary>
    Substring,

    /// <summary>Words with typing errors.</summary>
    Typo,
}

/// <summary>A reason why a row matches a value of a filter.</summary>
/// <param name="Match">How the row matches.</param>
/// <param name="Field">The field that matches.</param>
/// <param name="Where">The condition.</param>
/// <param name="Weight">The weight in the order by relevance. 0 for none.</param>
public sealed record ScoreReason(ScoreMatch Match, string Field, VqlWhere Where, int Weight);

/// <summary>The part of a filter in the relevance of a row, with the reasons for it.</summary>
/// <param name="Parameter">The name of the filter in the request.</param>
/// <param name="Value">The value, or one of its words.</param>
/// <param name="Reasons">The reasons, by descending weight. The first one that a row matches counts.</param>
public sealed record FilterScore(string Parameter, string Value, IReadOnlyList<ScoreReason> Reasons)
{
    /// <summary>
    /// The score of the order, in which reasons with the same weight are alternatives. Null if no reason has a weight.
    /// </summary>
    public VqlScore? Score => field ??= Reasons.Any(reason => reason.Weight > 0)
        ? new VqlScore(
        [
            .. Reasons.Where(reason => reason.Weight > 0).GroupBy(reason => reason.Weight, reason => reason.Where)
                .Select(group => new ScoreTier(FilterCondition.AnyOf([.. group]), group.Key)),
        ])
        : null;

    /// <summary>Returns the scores of the order.</summary>
    public static IReadOnlyList<VqlScore> ScoresOf(IEnumerable<FilterScore> scores) =>
        [.. scores.Select(score => score.Score).OfType<VqlScore>()];
}
