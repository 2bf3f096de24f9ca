using System.Globalization;
using CsCheck;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Infrastructure;

/// <summary>Valid queries of every shape.</summary>
internal static class RandomQuery
{
    private static readonly string[] Numbers =
        ["0", "1", "-1", "10", "50", "51", "1000", "1.5", "-0.5", "50.0", "1e2", "9223372036854775806", "-9223372036854775807", "4611686018427387904"];

    private static readonly string[] Dates =
    [
        "2024-02-10", "2024-02", "2024", "2024-02-29T12:30:15Z", "2024-02-29T12:30:15.250+02:00", "2024-02-10T08", "2024-02-10T08:15", "1707523200000", "1709209815250",
        "0", "now", "now-1d/d", "now/w", "2024-02-10||/M", "2024-01-31||+1M/d", "2024-02-29||-1y", "2024-02-10||+1w/w", "1969-12-31T23:59:59.999Z",
    ];

    /// <summary>Queries on an entity with words, and whole values, of those kinds.</summary>
    public static Gen<VqlQuery> Of(EntityFields entity, Gen<string> words, Gen<string> values)
    {
        var selected = Gen.OneOf(entity.Columns.Select(column => column.Name).ToArray()).Array[0, 3];
        var company = Gen.Select(Gen.Bool, Gen.OneOf(FieldCatalogue.Companies.Columns.Select(column => column.Name).ToArray()).Array[0, 2])
            .Select((populate, columns) => populate ? new CompanyConfig(true, columns) : CompanyConfig.None);
        return Gen.Select(Where(entity, words, values), Order(entity), Gen.Int[0, 3], Gen.Int[0, 20], selected, company)
            .Select((where, order, page, limit, columns, config) => new VqlQuery
            {
                Where = where,
                OrderBy = order,
                Page = page,
                Limit = limit,
                SelectColumns = columns,
                Company = config,
            });
    }

    /// <summary>Orders of up to three members.</summary>
    public static Gen<VqlOrder[]> Order(EntityFields entity) =>
        Gen.Select(Gen.OneOf(entity.Fields.Where(field => field.IsSortable).Select(field => field.Name).ToArray()), Gen.Bool, Gen.Bool)
            .Select((field, descending, missingFirst) => new VqlOrder(field, descending, missingFirst))
            .Array[0, 3].Select(members => members.DistinctBy(member => member.Field).ToArray());

    private static Gen<VqlWhere> Where(EntityFields entity, Gen<string> words, Gen<string> values)
    {
        var group = Group(entity, words, values);
        return Gen.Frequency((3, group), (1, Gen.Select(group, group.Array[1, 3], Gen.Int[0, 2]).Select((where, groups, kind) => kind switch
        {
            0 => where with { AnyOf = groups },
            1 => where with { NoneOf = groups },
            _ => where with { AllOf = [groups[0] with { AnyOf = groups[1..] }] },
        })));
    }

    private static Gen<VqlWhere> Group(EntityFields entity, Gen<string> words, Gen<string> values)
    {
        var text = Text(entity, words, values);
        var keyword = Keyword(entity, words, values);
        var range = Range(entity, words, values);
        var names = Gen.OneOf(entity.Fields.Select(field => field.Name).ToArray()).Array[0, 1];
        var none = VqlWhere.Everything;
        // Few conditions, or nothing is left to be found.
        return Gen.Select(Clauses(text, 2, 1), Clauses(keyword, 1, 1), Clauses(range, 1, 1), names, names, Gen.Int[0, 7])
            .Select((texts, keywords, ranges, some, others, choice) => choice switch
            {
                0 => none with { TextMatches = texts },
                1 => none with { KeywordMatch = keywords },
                2 => none with { RangeQuery = ranges },
                3 => new VqlWhere(texts, keywords, none.RangeQuery),
                4 => none with { Exists = some, Missing = others },
                5 => none with { TextMatches = texts, Exists = some },
                _ => new VqlWhere(texts, keywords, ranges),
            });
    }

    private static Gen<Clauses<T>> Clauses<T>(Gen<T> clause, int must, int mustNot)
    {
        // JSON has one member for each field.
        static T[] OnePerField(T[] list) => [.. list.DistinctBy(one => one switch
        {
            KeywordMatch match => match.Field,
            RangeMatch match => match.Field,
            _ => (object)Guid.NewGuid(),
        })];
        return Gen.Select(clause.Array[0, must], clause.Array[0, mustNot]).Select((some, others) => new Clauses<T>(OnePerField(some), OnePerField(others)));
    }

    private static Gen<TextMatch> Text(EntityFields entity, Gen<string> words, Gen<string> values)
    {
        var field = Gen.Frequency(
            (8, FieldOf(entity, FieldKind.Text)), (2, FieldOf(entity, FieldKind.Keyword)), (1, FieldOf(entity, FieldKind.Number)), (1, FieldOf(entity, FieldKind.Date)));
        return
            from named in field
            from text in named.Kind switch
            {
                FieldKind.Text => words,
                FieldKind.Keyword => values,
                FieldKind.Number => Gen.OneOf(Numbers),
                _ => Gen.OneOf(Dates),
            }
            from type in named.Kind is FieldKind.Text or FieldKind.Keyword
                ? Gen.Enum<SearchType>().Where(type => type != SearchType.SameWords)
                : Gen.OneOf(SearchType.Exact, SearchType.Shuffle, SearchType.Substring)
            from fuzzy in Gen.Bool
            from all in Gen.Bool
            from slop in Gen.Int[0, 3]
            select new TextMatch(
                named.Name, type == SearchType.Wildcard && text.Length == 0 ? "*" : text, type, fuzzy && named.Kind is (FieldKind.Text or FieldKind.Keyword), all ? MatchOperator.And : MatchOperator.Or, slop);
    }

    private static Gen<KeywordMatch> Keyword(EntityFields entity, Gen<string> words, Gen<string> values) =>
        from field in Gen.Frequency((6, FieldOf(entity, FieldKind.Keyword)), (1, FieldOf(entity, FieldKind.Text)), (2, FieldOf(entity, FieldKind.Number)), (1, FieldOf(entity, FieldKind.Date)))
        from list in Value(field, field.Kind == FieldKind.Text ? words : values).Array[1, 3]
        from isList in Gen.Bool
        select new KeywordMatch(field.Name, isList ? list : list[..1], isList);

    private static Gen<RangeMatch> Range(EntityFields entity, Gen<string> words, Gen<string> values)
    {
        var low = Gen.OneOf(RangeOperator.Gte, RangeOperator.Gt);
        var high = Gen.OneOf(RangeOperator.Lte, RangeOperator.Lt);
        return
            from field in Gen.Frequency((3, FieldOf(entity, FieldKind.Number)), (2, FieldOf(entity, FieldKind.Date)), (1, FieldOf(entity, FieldKind.Keyword)), (1, FieldOf(entity, FieldKind.Text)))
            let of = field.Kind == FieldKind.Text ? words : values
            from shape in Gen.Int[0, 4]
            from least in Gen.Select(low, Value(field, of)).Select((comparison, value) => new RangeBound(comparison, value))
            from most in Gen.Select(high, Value(field, of)).Select((comparison, value) => new RangeBound(comparison, value))
            select new RangeMatch(field.Name, shape switch { 0 => [], 1 => [least], 2 => [most], 3 => [most, least], _ => [least, most] });
    }

    private static Gen<Field> FieldOf(EntityFields entity, FieldKind kind) => Gen.OneOf(entity.Fields.Where(field => field.Kind == kind).ToArray());

    private static Gen<VqlValue> Value(Field field, Gen<string> values) => field.Kind switch
    {
        FieldKind.Number => Gen.Select(Gen.OneOf(Numbers), Gen.Bool).Select((text, quoted) => quoted ? VqlValue.Of(text) : Number(text)),
        FieldKind.Date => Gen.Frequency((5, Gen.OneOf(Dates).Select(VqlValue.Of)), (1, Gen.OneOf("1707523200000", "1709209815250", "2024", "0", "-1").Select(Number))),
        _ => Gen.Frequency(
            (9, values.Select(VqlValue.Of)),
            (1, Gen.OneOf(new VqlValue(VqlValueKind.Boolean, "true"), Number("1"), Number("1.50")))),
    };

    // As reading one spells it.
    private static VqlValue Number(string text) =>
        new(VqlValueKind.Number, decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("G29", CultureInfo.InvariantCulture));
}
