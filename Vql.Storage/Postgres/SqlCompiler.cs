using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Storage.Postgres;

/// <summary>
/// Compiles VQL to SQL with the semantics of Elasticsearch. Like <c>DslCompiler</c>, it has a method for each kind of clause.
/// Identifiers come from the catalogue, and values are parameters.
/// </summary>
internal sealed class SqlCompiler(EntityFields entity, QueryWords words, DateTimeOffset now, Parameters parameters, bool byRow = false)
{
    private readonly TextSql _text = new(words, parameters);
    private bool _joinsCompany;

    /// <summary>The condition for the rows of a statement.</summary>
    /// <param name="Sql">The condition, which excludes deleted rows.</param>
    /// <param name="JoinsCompany">Whether it refers to columns of the row's company.</param>
    public readonly record struct Condition(string Sql, bool JoinsCompany);

    /// <summary>The condition of a clause on the column of a field.</summary>
    /// <param name="Sql">The condition. Null counts as false.</param>
    /// <param name="ZeroMatches">Whether the zero value, which represents a missing company, meets the condition.</param>
    private readonly record struct Predicate(string Sql, bool ZeroMatches)
    {
        public static Predicate Nothing { get; } = new("false", false);
    }

    /// <summary>
    /// A compiler for statements that read few rows, which evaluates conditions on companies for each row. Otherwise, the
    /// matching companies are found first.
    /// </summary>
    public SqlCompiler ByRow => new(entity, words, now, parameters, byRow: true);

    /// <summary>Creates a compiler for the conditions of a query.</summary>
    /// <param name="connection">The connection for the analysis of texts.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="where">The conditions.</param>
    /// <param name="time">The time provider for <c>now</c> in dates.</param>
    /// <param name="parameters">The parameters of the statement, to which the values are added.</param>
    /// <param name="cancellationToken">Cancels the analysis, also in the database.</param>
    public static async Task<SqlCompiler> ForAsync(
        NpgsqlConnection connection,
        EntityFields entity,
        VqlWhere where,
        TimeProvider time,
        Parameters parameters,
        CancellationToken cancellationToken) =>
        new(entity, await QueryWords.AnalyzeAsync(connection, entity, where, cancellationToken), time.GetUtcNow(), parameters);

    /// <summary>Returns the condition that a row is not deleted and matches.</summary>
    public Condition Compile(VqlWhere where)
    {
        _joinsCompany = false;
        var sql = string.Join(" and ", Conditions(where).Prepend(EntitySql.NotDeleted));
        return new Condition(sql, _joinsCompany);
    }

    private IEnumerable<string> Conditions(VqlWhere where)
    {
        if (!byRow && CompanyConditions.Split(entity, where) is ({ } ofCompany, var others))
        {
            yield return InCompanies([ofCompany]);
            where = others;
        }

        foreach (var field in where.TextMatches.Must.GroupBy(match => match.Field))
        {
            yield return $"({string.Join(" or ", field.Select(match => Must(match.Field, Text(match))))})";
        }

        foreach (var match in where.KeywordMatch.Must)
        {
            yield return Must(match.Field, Keyword(match));
        }

        foreach (var match in where.RangeQuery.Must)
        {
            yield return Must(match.Field, Range(match));
        }

        foreach (var field in where.Exists)
        {
            yield return Must(field, Exists(field));
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
            yield return $"({Group(group)} is not true)";
        }
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

    private string Group(VqlWhere where) => where.IsEverything ? "true" : $"({string.Join(" and ", Conditions(where))})";

    // As in the index, an empty list does not exist, and the zero values of a missing company do.
    private Predicate Exists(string name)
    {
        var field = entity[name];
        var column = EntitySql.ColumnOf(field);
        return new Predicate(
            field.IsArray ? $"cardinality(array_remove({column}, null)) > 0" : $"{column} is not null",
            ZeroMatches: !field.IsArray && field.Kind != FieldKind.Date);
    }

    private string Must(string name, Predicate predicate)
    {
        var field = entity[name];
        var absent = field.OfCompany ? EntitySql.WithoutCompany
            : field.Column.NullIsEmpty ? $"{EntitySql.ColumnOf(field)} is null"
            : null;
        _joinsCompany |= field.OfCompany;
        return predicate.ZeroMatches && absent is not null ? $"({predicate.Sql} or {absent})" : $"({predicate.Sql})";
    }

    private Predicate Text(TextMatch match)
    {
        var field = entity[match.Field];
        return field.Kind switch
        {
            FieldKind.Text => new Predicate(_text.Match(field, match), ZeroMatches: false),
            FieldKind.Keyword => WholeText(field, match),
            _ when match.Type == SearchType.Substring => Predicate.Nothing,
            _ => Among(field, [VqlValue.Of(match.Text)]),
        };
    }

    // A text match on a keyword field compares the whole value. Keyword fields have no n-grams.
    private Predicate WholeText(Field field, TextMatch match)
    {
        switch (match.Type)
        {
            case SearchType.Substring:
                return Predicate.Nothing;
            case SearchType.Prefix:
                return Like(field, LikePattern.OfPrefix(match.Text));
            case SearchType.Wildcard:
                return Like(field, LikePattern.OfWildcard(match.Text));
        }

        var terms = match.Fuzzy && match.Type == SearchType.Shuffle ? words.TermsOf(field, match.Text) : [match.Text];
        return Among(field, [.. terms.Select(VqlValue.Of)]);
    }

    private Predicate Like(Field field, string pattern)
    {
        var column = EntitySql.ColumnOf(field);
        var like = parameters.Add(pattern);
        return field.IsArray
            ? new Predicate($"exists (select from unnest({column}) as element where element like {like})", ZeroMatches: false)
            : new Predicate($"{column} like {like}", ZeroMatches: pattern.All(character => character == '%'));
    }

    private Predicate Keyword(KeywordMatch match) => Among(entity[match.Field], match.Values);

    private Predicate Among(Field field, IReadOnlyList<VqlValue> values)
    {
        var column = EntitySql.ColumnOf(field);
        switch (field.Kind)
        {
            case FieldKind.Keyword:
                string[] texts = [.. values.Select(value => value.Text)];
                return new Predicate(Equal(field, texts), !field.IsArray && texts.Contains(""));
            case FieldKind.Text:
                var list = parameters.Add([.. values.Select(value => value.Text)]);
                return new Predicate($"vql_words({column}) && {list}", ZeroMatches: false);
            default:
                var predicates = values.Select(value => Within(field, Interval.Of(field.Kind, field.Name, value, now))).ToList();
                return new Predicate(
                    string.Join(" or ", predicates.Select(predicate => predicate.Sql)),
                    predicates.Exists(predicate => predicate.ZeroMatches));
        }
    }

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

    private Predicate Range(RangeMatch match)
    {
        var field = entity[match.Field];
        return field.Kind switch
        {
            FieldKind.Text when match.Bounds.Count == 0 => Exists(match.Field),
            FieldKind.Text => new Predicate(AnyWithin($"vql_words({EntitySql.ColumnOf(field)})", match), ZeroMatches: false),
            FieldKind.Keyword => Between(field, match),
            _ => Within(field, Interval.Of(field.Kind, match, now)),
        };
    }

    private Predicate Within(Field field, Interval interval)
    {
        if (interval.IsEmpty)
        {
            return Predicate.Nothing;
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

        return new Predicate(bounds.Count == 0 ? $"{column} is not null" : string.Join(" and ", bounds), interval.Contains(0));
    }

    private string Step(Field field, long step) => field.Kind == FieldKind.Date
        ? parameters.AddTimestamp(step)
        : parameters.Add(step);

    private Predicate Between(Field field, RangeMatch match)
    {
        var column = EntitySql.ColumnOf(field);
        return field.IsArray
            ? new Predicate(AnyWithin(column, match), ZeroMatches: false)
            : new Predicate(BoundsOf(column, match), match.Bounds.All(EmptyTextMatches));
    }

    private string AnyWithin(string list, RangeMatch match) =>
        $"exists (select from unnest({list}) as element where {BoundsOf("element collate \"C\"", match)})";

    private string BoundsOf(string value, RangeMatch match) => match.Bounds.Count == 0
        ? $"{value} is not null"
        : string.Join(" and ", match.Bounds.Select(bound => $"{value} {SymbolOf(bound.Operator)} {parameters.Add(bound.Value.Text)}"));

    private static bool EmptyTextMatches(RangeBound bound) => bound.Operator switch
    {
        RangeOperator.Gte => bound.Value.Text.Length == 0,
        RangeOperator.Gt => false,
        RangeOperator.Lte => true,
        _ => bound.Value.Text.Length > 0,
    };

    private static string SymbolOf(RangeOperator comparison) => comparison switch
    {
        RangeOperator.Gte => ">=",
        RangeOperator.Gt => ">",
        RangeOperator.Lte => "<=",
        _ => "<",
    };
}
