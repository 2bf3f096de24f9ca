using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Storage.Postgres;

/// <summary>
/// VQL → SQL with Elasticsearch's meaning. The shape is that of the DSL compiler beside it: one
/// method for each kind of clause. Identifiers come from the catalogue, values are parameters.
/// </summary>
internal sealed class SqlCompiler(EntityFields entity, QueryWords words, DateTimeOffset now, Parameters parameters, bool byRow = false)
{
    private readonly TextSql _text = new(words, parameters);
    private bool _joinsCompany;

    /// <summary>What a statement's rows must be.</summary>
    /// <param name="Sql">The condition; deleted rows never meet it.</param>
    /// <param name="JoinsCompany">Whether it asks for columns of the row's company.</param>
    public readonly record struct Condition(string Sql, bool JoinsCompany);

    /// <summary>What a clause asks of a field's column.</summary>
    /// <param name="Sql">The condition on the column; null counts as no.</param>
    /// <param name="ZeroMatches">Whether the zero value, which stands in for an absent company, meets it.</param>
    private readonly record struct Predicate(string Sql, bool ZeroMatches)
    {
        public static Predicate Nothing { get; } = new("false", false);
    }

    /// <summary>
    /// The same for a statement that looks at few rows: at each one's company, too. Otherwise the companies that are asked for
    /// are found first.
    /// </summary>
    public SqlCompiler ByRow => new(entity, words, now, parameters, byRow: true);

    /// <summary>A compiler of a query's conditions.</summary>
    /// <param name="connection">What words its texts have is asked here.</param>
    /// <param name="entity">Whose rows.</param>
    /// <param name="where">The conditions.</param>
    /// <param name="time">The time provider for <c>now</c> in dates.</param>
    /// <param name="parameters">The statement's, which the values are added to.</param>
    /// <param name="cancellationToken">Cancels the analysis, also in the database.</param>
    public static async Task<SqlCompiler> ForAsync(
        NpgsqlConnection connection, EntityFields entity, VqlWhere where, TimeProvider time, Parameters parameters, CancellationToken cancellationToken) =>
        new(entity, await QueryWords.AnalyzeAsync(connection, entity, where, cancellationToken), time.GetUtcNow(), parameters);

    /// <summary>The condition that a row lives and is what it must be.</summary>
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

        // Words are looked for in a row at a cost: what is told by whole values comes first.
        var alternatives = isOfCompany[false].OrderBy(group => group.Nested().Any(nested => !nested.TextMatches.IsEmpty)).Select(Group);
        if (isOfCompany[true].Any())
        {
            // No index serves an "or" across two tables, but those of the contacts serve this one.
            alternatives = alternatives.Append($"{EntitySql.Row}.company_id = any(array({Companies(isOfCompany[true])}))");
        }

        return $"({string.Join(" or ", alternatives)})";
    }

    // Found by themselves: else PostgreSQL may look at all companies for each contact.
    private string InCompanies(IEnumerable<VqlWhere> groups) =>
        $"{EntitySql.Row}.company_id in (with found as materialized ({Companies(groups)}) select uuid from found)";

    private string Companies(IEnumerable<VqlWhere> groups) =>
        $"select {EntitySql.Company}.uuid from {EntitySql.NotDeletedCompanies} and ({string.Join(" or ", groups.Select(ByRow.Group))})";

    private string Group(VqlWhere where) => where.IsEverything ? "true" : $"({string.Join(" and ", Conditions(where))})";

    // A list of nothing is nothing, as in an index; an absent company's zero values are values.
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

    // A text match on a keyword field is a match on the whole value, and grams of it there are none.
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
                return new Predicate($"vql_words({EntitySql.ColumnOf(field)}) && {parameters.Add([.. values.Select(value => value.Text)])}", ZeroMatches: false);
            default:
                var each = values.Select(value => Within(field, Interval.Of(field.Kind, field.Name, value, now))).ToList();
                return new Predicate(string.Join(" or ", each.Select(one => one.Sql)), each.Exists(one => one.ZeroMatches));
        }
    }

    // Values as they are have no index of their own where their normalized ones have: those find the rows, and the rest is a comparison.
    private string Equal(Field field, string[] texts)
    {
        var condition = OneOf(EntitySql.ColumnOf(field), field, texts);
        var normalized = entity.NormalizedOf(field);
        return normalized == field || field.Normalization != ValueNormalization.None
            ? condition
            : $"{OneOf(EntitySql.ColumnOf(normalized), field, [.. texts.Select(text => NormalizedValue.Of(normalized.Normalization, text)).Distinct()])} and {condition}";
    }

    private string OneOf(string column, Field field, string[] texts) =>
        field.IsArray ? $"{column} && {parameters.Add(texts)}" : $"{column} = any({parameters.Add(texts)})";

    private Predicate Range(RangeMatch match)
    {
        var field = entity[match.Field];
        return field.Kind switch
        {
            FieldKind.Text => match.Bounds.Count == 0 ? Exists(match.Field) : new Predicate(AnyWithin($"vql_words({EntitySql.ColumnOf(field)})", match), ZeroMatches: false),
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
        var ends = new List<string>(2);
        if (interval.Low is { } low)
        {
            ends.Add($"{column} >= {Step(field, low)}");
        }

        if (interval.High is { } high)
        {
            ends.Add($"{column} <= {Step(field, high)}");
        }

        return new Predicate(ends.Count == 0 ? $"{column} is not null" : string.Join(" and ", ends), interval.Contains(0));
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
