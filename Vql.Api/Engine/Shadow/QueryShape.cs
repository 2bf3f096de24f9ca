using Vql.Core.Language;

namespace Vql.Api.Engine.Shadow;

/// <summary>Describes a query without its values, which can be names, email addresses and phone numbers.</summary>
internal static class QueryShape
{
    /// <summary>Returns the fields and the kinds of the query's clauses, such as <c>title shuffle, not email keyword</c>.</summary>
    public static string Of(VqlQuery query)
    {
        var clauses = Of(query.Where).Concat(query.OrderBy.Select(order => $"by {order.Field}{(order.Descending ? " desc" : "")}"));
        return string.Join(", ", clauses.DefaultIfEmpty("everything"));
    }

    private static IEnumerable<string> Of(VqlWhere where) =>
    [
        .. Of(where.TextMatches, match => $"{match.Field} {match.Type.ToString().ToLowerInvariant()}{(match.Fuzzy ? " fuzzy" : "")}"),
        .. Of(where.KeywordMatch, match => $"{match.Field} keyword"),
        .. Of(where.RangeQuery, match => $"{match.Field} range"),
        .. where.Exists.Select(field => $"{field} exists"),
        .. where.Missing.Select(field => $"{field} missing"),
        .. where.AnyOf.Select(group => $"any of ({string.Join(", ", Of(group))})"),
        .. where.AllOf.Select(group => $"all of ({string.Join(", ", Of(group))})"),
        .. where.NoneOf.Select(group => $"none of ({string.Join(", ", Of(group))})"),
    ];

    private static IEnumerable<string> Of<T>(Clauses<T> clauses, Func<T, string> describe) =>
        clauses.Must.Select(describe).Concat(clauses.MustNot.Select(match => $"not {describe(match)}"));
}
