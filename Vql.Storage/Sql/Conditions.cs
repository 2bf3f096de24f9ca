using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Storage.Sql;

/// <summary>
/// Writes conditions in their normal form, with the semantics of Elasticsearch. Like the conditions in DSL, it has a method for
/// each kind of clause. Identifiers come from the catalogue, and values are parameters.
/// </summary>
/// <param name="entity">The entity.</param>
/// <param name="words">The analyzed words of the texts.</param>
/// <param name="now">The time of <c>now</c> in dates.</param>
/// <param name="parameters">The parameters of the statement, to which the values are added.</param>
/// <param name="byRow">
/// Whether conditions on companies are evaluated for each row, for statements that read few rows. Otherwise, the matching companies
/// are found first.
/// </param>
internal sealed class Conditions(EntityFields entity, QueryWords words, DateTimeOffset now, Parameters parameters, bool byRow = false)
{
    private readonly TextConditions _text = new(words, parameters);
    private bool _joinsCompany;
    private bool _requiresCompany;

    /// <summary>The condition for the rows of a statement, or their relevance.</summary>
    /// <param name="Sql">The expression. A condition excludes deleted rows.</param>
    /// <param name="JoinsCompany">Whether it refers to columns of the row's company.</param>
    public readonly record struct Condition(string Sql, bool JoinsCompany);

    /// <summary>The conditions for statements that read few rows.</summary>
    public Conditions ByRow => new(entity, words, now, parameters, byRow: true);

    /// <summary>Returns the condition that a row is not deleted and matches.</summary>
    public Condition Write(VqlWhere where)
    {
        (_joinsCompany, _requiresCompany) = (false, CompanyConditions.AreRequired(entity, where));
        var sql = string.Join(" and ", Each(where).Prepend(EntitySql.NotDeleted));
        return new Condition(sql, _joinsCompany);
    }

    /// <summary>Returns the relevance of a row: the sum of the weights of the first tier of each score that it matches.</summary>
    public Condition Relevance(IReadOnlyList<VqlScore> scores)
    {
        (_joinsCompany, _requiresCompany) = (false, false);
        return new Condition($"({string.Join(" + ", Parts(scores))})::bigint", _joinsCompany);
    }

    /// <summary>Returns the parts of the relevance of a row: the weights of the first tiers that it matches.</summary>
    public IEnumerable<string> Parts(IReadOnlyList<VqlScore> scores)
    {
        return scores.Select(score => $"case {string.Join(' ', score.Tiers.Select(Tier))} else 0 end");

        string Tier(ScoreTier tier) => $"when {Group(tier.Where)} then {parameters.Add(tier.Weight)}";
    }

    private IEnumerable<string> Each(VqlWhere where)
    {
        if (PresentValue.IsNotEmpty(entity, where))
        {
            yield return $"({EntitySql.ColumnOf(entity[where.Exists[0]])} > '')";
            yield break;
        }

        if (!byRow && CompanyConditions.Split(entity, where) is ({ } ofCompany, var others))
        {
            yield return InCompanies([ofCompany]);
            where = others;
        }

        foreach (var field in where.TextMatches.Must.GroupBy(match => match.Field))
        {
            yield return AnyText(entity[field.Key], [.. field]);
        }

        foreach (var match in where.KeywordMatch.Must)
        {
            yield return Keyword(match);
        }

        foreach (var match in where.RangeQuery.Must)
        {
            yield return Range(match);
        }

        foreach (var field in where.Exists)
        {
            yield return Exists(entity[field]);
        }

        if (where.AnyOf.Count > 0)
        {
            yield return AnyOf(where.AnyOf);
        }

        foreach (var group in where.AllOf)
        {
            yield return Group(group);
        }

        foreach (var group in where.Exclusions())
        {
            yield return PresentValue.IsMatchedBy(entity, group) ? LacksValue(group)
                : CompanyConditions.IsAbsence(entity, group) ? Company(isPresent: true)
                : $"({Group(group)} is not true)";
        }
    }

    // An index serves these alternatives, but not the negation of a group.
    private string LacksValue(VqlWhere group)
    {
        var column = EntitySql.ColumnOf(entity[group.Exists[0]]);
        var noValues = group.KeywordMatch.MustNot.Select(match => Among(entity[match.Field], match.Values));
        return $"({string.Join(" or ", noValues.Prepend($"{column} is null"))})";
    }

    // PostgreSQL recognizes inner joins and anti joins by these tests, but not by comparisons that also accept a missing company.
    private string Company(bool isPresent)
    {
        _joinsCompany = true;
        return isPresent ? EntitySql.WithCompany : EntitySql.WithoutCompany;
    }

    private string AnyOf(IReadOnlyList<VqlWhere> groups)
    {
        var isOfCompany = groups.ToLookup(group => !byRow && CompanyConditions.AreOnlyOnCompany(entity, group));
        if (!isOfCompany[false].Any())
        {
            return InCompanies(isOfCompany[true]);
        }

        // Evaluating words is expensive, so conditions on whole values come first.
        var alternatives = isOfCompany[false]
            .OrderBy(group => group.Nested().Any(nested => !nested.TextMatches.IsEmpty))
            .Select(Group);
        if (isOfCompany[true].Any())
        {
            // No index serves an "or" across two tables, but the indexes of contacts serve this condition.
            alternatives = alternatives.Append($"{EntitySql.Row}.company_id = any(array({Companies(isOfCompany[true])}))");
        }

        return $"({string.Join(" or ", alternatives)})";
    }

    // The companies are found separately. Otherwise, PostgreSQL may scan all companies for each contact.
    private string InCompanies(IEnumerable<VqlWhere> groups) =>
        $"{EntitySql.Row}.company_id in (with found as materialized ({Companies(groups)}) select uuid from found)";

    private string Companies(IEnumerable<VqlWhere> groups) =>
        $"select {EntitySql.Company}.uuid from {EntitySql.NotDeletedCompanies} and ({string.Join(" or ", groups.Select(ByRow.Group))})";

    private string Group(VqlWhere where) => where.IsEverything ? "true" : $"({string.Join(" and ", Each(where))})";

    // As in the index, an empty list does not exist, and the zero values of a missing company do.
    private string Exists(Field field) => Must(field, HasValue(field), field.ZeroValue is not null);

    // For normalized values, PostgreSQL does not know that a missing company never meets the condition. Without the test of the UUID,
    // it would join all contacts before it evaluates the condition. If another condition requires a company, no row has a zero value, and
    // PostgreSQL can start at the companies.
    private string Must(Field field, string condition, bool isMetByAbsent)
    {
        _joinsCompany |= field.OfCompany;
        return isMetByAbsent && !(field.OfCompany && _requiresCompany) ? $"({condition} or {EntitySql.IsAbsent(field)})"
            : field.OfCompany ? $"({EntitySql.WithCompany} and ({condition}))"
            : $"({condition})";
    }

    // Single words are compared together, so that a list of values evaluates the words of a row once.
    private string AnyText(Field field, IReadOnlyList<TextMatch> matches)
    {
        var single = matches.ToLookup(match => field.Kind == FieldKind.Text && matches.Count > 1 && _text.IsSingleWord(match));
        var conditions = single[false].Select(Text);
        if (single[true].Any())
        {
            conditions = conditions.Prepend(Must(field, _text.AnyWord(field, single[true]), isMetByAbsent: false));
        }

        return $"({string.Join(" or ", conditions)})";
    }

    private string Text(TextMatch match)
    {
        var field = entity[match.Field];
        return Must(field, TextSql(field, match), AbsentCompany.Meets(field, match));
    }

    // On a field that is not analyzed, a text match compares the whole value. Such fields have no n-grams.
    private string TextSql(Field field, TextMatch match) => match.Type switch
    {
        _ when field.Kind == FieldKind.Text => _text.Match(field, match),
        SearchType.Substring => "false",
        SearchType.Prefix => Like(field, LikePattern.OfPrefix(match.Text)),
        SearchType.Wildcard => Like(field, LikePattern.OfWildcard(match.Text)),
        SearchType.Contains => Like(field, LikePattern.OfPart(match.Text)),
        _ when match.Fuzzy && field.Kind == FieldKind.Keyword => Equal(field, words.TermsOf(field, match, match.Text)),
        _ => Among(field, [VqlValue.Of(match.Text)]),
    };

    private string Like(Field field, string pattern)
    {
        var column = EntitySql.ColumnOf(field);
        var like = parameters.Add(pattern);
        return field.IsArray
            ? $"exists (select from unnest({column}) as element where element like {like})"
            : $"{column} like {like}";
    }

    private string Keyword(KeywordMatch match)
    {
        var field = entity[match.Field];
        return AbsentCompany.IsMetOnlyByAbsent(field, match)
            ? Company(isPresent: false)
            : Must(field, Among(field, match.Values), AbsentCompany.Meets(field, match));
    }

    private string Among(Field field, IReadOnlyList<VqlValue> values) => field.Kind switch
    {
        FieldKind.Keyword => Equal(field, [.. values.Select(value => value.Text)]),
        FieldKind.Text => $"vql_words({EntitySql.ColumnOf(field)}) && {parameters.Add([.. values.Select(value => value.Text)])}",
        _ => string.Join(" or ", values.Select(value => Within(field, Interval.Of(field.Kind, value, now)))),
    };

    // Only the normalized values of some fields have an index. It finds the rows, and the exact values are compared afterwards.
    private string Equal(Field field, string[] texts)
    {
        var condition = OneOf(EntitySql.ColumnOf(field), field, texts);
        var normalized = entity.NormalizedOf(field);
        if (normalized == field || field.Normalization != ValueNormalization.None)
        {
            return condition;
        }

        var normalizedTexts = texts.Select(text => NormalizedValue.Of(normalized.Normalization, text)).Distinct();
        return $"{OneOf(EntitySql.ColumnOf(normalized), field, [.. normalizedTexts])} and {condition}";
    }

    private string OneOf(string column, Field field, string[] texts) =>
        field.IsArray ? $"{column} && {parameters.Add(texts)}" : $"{column} = any({parameters.Add(texts)})";

    private string Range(RangeMatch match)
    {
        var field = entity[match.Field];
        return Must(field, RangeSql(field, match.Bounds), AbsentCompany.Meets(field, match));
    }

    private string RangeSql(Field field, IReadOnlyList<RangeBound> bounds) => field.Kind switch
    {
        FieldKind.Text when bounds.Count == 0 => HasValue(field),
        FieldKind.Text => AnyWithin($"vql_words({EntitySql.ColumnOf(field)})", bounds),
        FieldKind.Keyword when field.IsArray => AnyWithin(EntitySql.ColumnOf(field), bounds),
        FieldKind.Keyword => BoundsOf(EntitySql.ColumnOf(field), bounds),
        _ => Within(field, Interval.Of(field.Kind, bounds, now)),
    };

    private static string HasValue(Field field) => field.IsArray
        ? $"cardinality(array_remove({EntitySql.ColumnOf(field)}, null)) > 0"
        : $"{EntitySql.ColumnOf(field)} is not null";

    private string Within(Field field, Interval interval)
    {
        if (interval.IsEmpty)
        {
            return "false";
        }

        var column = EntitySql.ColumnOf(field);
        var bounds = new List<string>(2);
        if (interval.Low is { } low)
        {
            bounds.Add($"{column} >= {Step(field, low)}");
        }

        if (interval.High is { } high)
        {
            bounds.Add($"{column} <= {Step(field, high)}");
        }

        return bounds.Count == 0 ? $"{column} is not null" : string.Join(" and ", bounds);
    }

    private string Step(Field field, long step) => field.Kind == FieldKind.Date
        ? parameters.AddTimestamp(step)
        : parameters.Add(step);

    private string AnyWithin(string list, IReadOnlyList<RangeBound> bounds) =>
        $"exists (select from unnest({list}) as element where {BoundsOf("element collate \"C\"", bounds)})";

    private string BoundsOf(string value, IReadOnlyList<RangeBound> bounds) => bounds.Count == 0
        ? $"{value} is not null"
        : string.Join(" and ", bounds.Select(bound => $"{value} {SymbolOf(bound.Operator)} {parameters.Add(bound.Value.Text)}"));

    private static string SymbolOf(RangeOperator comparison) => comparison switch
    {
        RangeOperator.Gte => ">=",
        RangeOperator.Gt => ">",
        RangeOperator.Lte => "<=",
        _ => "<",
    };
}
