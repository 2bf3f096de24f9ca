using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>
/// VQL → SQL with Elasticsearch's meaning. The shape is that of the DSL compiler beside it: one
/// method for each kind of clause. Identifiers come from the catalogue, values are parameters.
/// </summary>
internal sealed class SqlCompiler(EntityFields entity, QueryWords words, DateTimeOffset now, Parameters parameters)
{
    private readonly TextSql _text = new(words, parameters);

    /// <summary>What a clause asks of a field's column.</summary>
    /// <param name="Sql">The condition on the column; null counts as no.</param>
    /// <param name="ZeroMatches">Whether the zero value, which stands in for an absent company, meets it.</param>
    private readonly record struct Predicate(string Sql, bool ZeroMatches)
    {
        public static Predicate Nothing { get; } = new("false", false);
    }

    /// <summary>The whole condition of a query; empty when there is none.</summary>
    public IEnumerable<string> Conditions(VqlWhere where)
    {
        foreach (var field in where.TextMatches.Must.GroupBy(match => match.Field))
        {
            yield return $"({string.Join(" or ", field.Select(match => Must(match.Field, Text(match))))})";
        }

        foreach (var match in where.TextMatches.MustNot)
        {
            yield return MustNot(match.Field, Text(match));
        }

        foreach (var match in where.KeywordMatch.Must)
        {
            yield return Must(match.Field, Keyword(match));
        }

        foreach (var match in where.KeywordMatch.MustNot)
        {
            yield return MustNot(match.Field, Keyword(match));
        }

        foreach (var match in where.RangeQuery.Must)
        {
            yield return Must(match.Field, Range(match));
        }

        foreach (var match in where.RangeQuery.MustNot)
        {
            yield return MustNot(match.Field, Range(match));
        }

        foreach (var field in where.Exists)
        {
            yield return Must(field, Exists(field));
        }

        foreach (var field in where.Missing)
        {
            yield return MustNot(field, Exists(field));
        }

        if (where.AnyOf.Count > 0)
        {
            yield return $"({string.Join(" or ", where.AnyOf.Select(Group))})";
        }

        foreach (var group in where.AllOf)
        {
            yield return Group(group);
        }

        foreach (var group in where.NoneOf)
        {
            yield return $"({Group(group)} is not true)";
        }
    }

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
        return predicate.ZeroMatches && absent is not null ? $"({predicate.Sql} or {absent})" : $"({predicate.Sql})";
    }

    private string MustNot(string name, Predicate predicate) => $"({Must(name, predicate)} is not true)";

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
                var texts = values.Select(value => value.Text).ToArray();
                var condition = field.IsArray ? $"{column} && {parameters.Add(texts)}" : $"{column} = any({parameters.Add(texts)})";
                return new Predicate(condition, !field.IsArray && texts.Contains(""));
            case FieldKind.Text:
                return new Predicate($"vql_words({column}) && {parameters.Add([.. values.Select(value => value.Text)])}", ZeroMatches: false);
            default:
                var each = values.Select(value => Within(field, Interval.Of(field.Kind, field.Name, value, now))).ToList();
                return new Predicate(string.Join(" or ", each.Select(one => one.Sql)), each.Exists(one => one.ZeroMatches));
        }
    }

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
        ? parameters.Add(DateTimeOffset.FromUnixTimeMilliseconds(step))
        : parameters.Add(step);

    private Predicate Between(Field field, RangeMatch match)
    {
        var column = EntitySql.ColumnOf(field);
        return field.IsArray
            ? new Predicate(AnyWithin(column, match), ZeroMatches: false)
            : new Predicate(Ends(column, match), match.Bounds.All(EmptyMeets));
    }

    private string AnyWithin(string list, RangeMatch match) =>
        $"exists (select from unnest({list}) as element where {Ends("element collate \"C\"", match)})";

    private string Ends(string value, RangeMatch match) => match.Bounds.Count == 0
        ? $"{value} is not null"
        : string.Join(" and ", match.Bounds.Select(bound => $"{value} {SymbolOf(bound.Operator)} {parameters.Add(bound.Value.Text)}"));

    private static bool EmptyMeets(RangeBound bound) => bound.Operator switch
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
