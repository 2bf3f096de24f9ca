using System.Globalization;
using CsCheck;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Infrastructure;

/// <summary>Generates valid queries of every shape.</summary>
internal static class RandomQuery
{
    /// <summary>The maximum depth of nested groups, without the conditions of the query itself.</summary>
    private const int Depth = 3;

    /// <summary>Generates queries on an entity, for stored values and others.</summary>
    public static Gen<VqlQuery> Of(EntityFields entity, SearchedRows rows)
    {
        var selected = Gen.OneOf(entity.Columns.Select(column => column.Name).ToArray()).Array[0, 3];
        var company = Gen.Select(Gen.Bool, Gen.OneOf(FieldCatalogue.Companies.Columns.Select(column => column.Name).ToArray()).Array[0, 2])
            .Select((populate, columns) => populate ? new CompanyConfig(true, columns) : CompanyConfig.None);
        return Gen.Select(Where(entity, rows), Order(entity, rows), Page, Limit, selected, company)
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

    /// <summary>Generates orders of up to three members, among them those that the API uses for relevance.</summary>
    public static Gen<VqlOrder[]> Order(EntityFields entity, SearchedRows rows) =>
        Gen.Frequency(
            (4, Gen.Frequency((3, ByField(entity)), (1, ByRelevance(entity, rows))).Array[0, 3]),
            (1, ByRelevance(entity, rows).Select(relevance =>
                new[] { relevance with { Descending = true, MissingFirst = false }, VqlOrder.Default[0] })))
            .Select(members => members.DistinctBy(member => member.Field).ToArray());

    private static Gen<VqlOrder> ByField(EntityFields entity) =>
        Gen.Select(Gen.OneOf(entity.Fields.Where(field => field.IsSortable).Select(field => field.Name).ToArray()), Gen.Bool, Gen.Bool)
            .Select((field, descending, missingFirst) => new VqlOrder(field, descending, missingFirst));

    private static Gen<VqlOrder> ByRelevance(EntityFields entity, SearchedRows rows)
    {
        var score = Gen.Select(Where(entity, rows), Gen.Int[1, ScoreTier.MaxWeight], (where, weight) => new ScoreTier(where, weight))
            .Array[1, 3].Select(tiers => new VqlScore([.. tiers.OrderByDescending(tier => tier.Weight)]));
        return Gen.Select(score.Array[1, 3], Gen.Bool, Gen.Bool, (scores, descending, missingFirst) =>
            new VqlOrder(Field.RelevanceName, descending, missingFirst) { Scores = scores });
    }

    private static Gen<int> Page => Gen.Frequency((6, Gen.Int[0, 3]), (1, Gen.Int[0, VqlQuery.MaxPage]));

    private static Gen<int> Limit => Gen.Frequency((6, Gen.Int[0, 20]), (1, Gen.Int[1, VqlQuery.MaxLimit]));

    private static Gen<VqlWhere> Where(EntityFields entity, SearchedRows rows) => Nested(Group(entity, rows), Depth);

    // Each group may contain groups of any kind.
    private static Gen<VqlWhere> Nested(Gen<VqlWhere> group, int depth)
    {
        if (depth == 0)
        {
            return group;
        }

        var inner = Nested(group, depth - 1).Array[1, 3];
        var nested = Gen.Select(group, inner, Gen.Int[0, 4], inner).Select((where, some, kind, others) => kind switch
        {
            0 => where with { AnyOf = some },
            1 => where with { NoneOf = some },
            2 => where with { AllOf = some },
            3 => where with { AnyOf = some, NoneOf = others },
            _ => VqlWhere.Everything with { AnyOf = [where, .. some] },
        });
        return Gen.Frequency((5, group), (3, nested));
    }

    private static Gen<VqlWhere> Group(EntityFields entity, SearchedRows rows)
    {
        var text = Text(entity, rows, Gen.Frequency(
            (8, FieldOf(entity, FieldKind.Text)), (2, FieldOf(entity, FieldKind.Keyword)), (1, FieldOf(entity, FieldKind.Number)),
            (1, FieldOf(entity, FieldKind.Date))));
        // Several conditions on one field are alternatives.
        var alternatives = FieldOf(entity, FieldKind.Text).SelectMany(field => Text(entity, rows, Gen.Const(field)).Array[2, 3])
            .Select(list => new Clauses<TextMatch>(list, []));
        var texts = Gen.Frequency((4, Clauses(text, 2, 1)), (1, alternatives));
        var keyword = Keyword(entity, rows);
        var range = Range(entity, rows);
        var names = Gen.OneOf(entity.Fields.Select(field => field.Name).ToArray()).Array[0, 2];
        var none = VqlWhere.Everything;
        // More conditions would match no rows.
        return Gen.Select(texts, Clauses(keyword, 1, 1), Clauses(range, 1, 1), names, names, Gen.Int[0, 9])
            .Select((words, keywords, ranges, some, others, choice) => choice switch
            {
                0 or 1 => none with { TextMatches = words },
                2 => none with { KeywordMatch = keywords },
                3 => none with { RangeQuery = ranges },
                4 => new VqlWhere(words, keywords, none.RangeQuery),
                5 => none with { Exists = some, Missing = others },
                6 => none with { TextMatches = words, Exists = some },
                7 => none with { KeywordMatch = keywords, RangeQuery = ranges, Missing = others },
                _ => new VqlWhere(words, keywords, ranges),
            });
    }

    private static Gen<Clauses<T>> Clauses<T>(Gen<T> clause, int must, int mustNot)
    {
        // A JSON object has one member for each field.
        static T[] OnePerField(T[] list) => [.. list.DistinctBy(one => one switch
        {
            KeywordMatch match => match.Field,
            RangeMatch match => match.Field,
            _ => (object)Guid.NewGuid(),
        })];
        return Gen.Select(clause.Array[0, must], clause.Array[0, mustNot])
            .Select((some, others) => new Clauses<T>(OnePerField(some), OnePerField(others)));
    }

    private static Gen<TextMatch> Text(EntityFields entity, SearchedRows rows, Gen<Field> field) =>
        from named in field
        from type in named.Kind is FieldKind.Text or FieldKind.Keyword
            ? Gen.Enum<SearchType>().Where(type => type != SearchType.SameWords)
            : Gen.OneOf(SearchType.Exact, SearchType.Shuffle, SearchType.Substring)
        from text in rows.TextsFor(entity, named, type == SearchType.Wildcard)
        from fuzzy in Gen.Bool
        from all in Gen.Bool
        from slop in Gen.Int[0, 3]
        from minLength in Gen.OneOf(TextMatch.DefaultFuzzyMinLength, 4, 5)
        from part in Gen.Int[0, 4]
        let isFuzzy = fuzzy && named.Kind is (FieldKind.Text or FieldKind.Keyword)
        select new TextMatch(
            named.Name, TextOf(type, named, text, part), type, isFuzzy, all ? MatchOperator.And : MatchOperator.Or, slop)
        {
            FuzzyMinLength = isFuzzy ? minLength : TextMatch.DefaultFuzzyMinLength,
        };

    // A part of a word begins and ends anywhere within it.
    private static string TextOf(SearchType type, Field field, string text, int part) => type switch
    {
        SearchType.Wildcard when text.Length == 0 => "*",
        SearchType.Contains when field.Kind == FieldKind.Text =>
            text.Length > 2 * part && !text.Any(char.IsSurrogate) && ContainedText.WordsOf(text[part..^part]).Count > 0
                ? text[part..^part]
            : ContainedText.WordsOf(text).Count > 0 ? text
            : "a",
        _ => text,
    };

    private static Gen<KeywordMatch> Keyword(EntityFields entity, SearchedRows rows) =>
        from field in Gen.Frequency(
            (6, FieldOf(entity, FieldKind.Keyword)), (1, FieldOf(entity, FieldKind.Text)), (2, FieldOf(entity, FieldKind.Number)),
            (1, FieldOf(entity, FieldKind.Date)))
        from list in Value(entity, field, rows).Array[1, 3]
        from isList in Gen.Bool
        select new KeywordMatch(field.Name, isList ? list : list[..1], isList);

    private static Gen<RangeMatch> Range(EntityFields entity, SearchedRows rows)
    {
        var low = Gen.OneOf(RangeOperator.Gte, RangeOperator.Gt);
        var high = Gen.OneOf(RangeOperator.Lte, RangeOperator.Lt);
        return
            from field in Gen.Frequency(
                (3, FieldOf(entity, FieldKind.Number)), (2, FieldOf(entity, FieldKind.Date)), (1, FieldOf(entity, FieldKind.Keyword)),
                (1, FieldOf(entity, FieldKind.Text)))
            from shape in Gen.Int[0, 4]
            from least in Gen.Select(low, Value(entity, field, rows)).Select((comparison, value) => new RangeBound(comparison, value))
            from most in Gen.Select(high, Value(entity, field, rows)).Select((comparison, value) => new RangeBound(comparison, value))
            select new RangeMatch(field.Name, shape switch { 0 => [], 1 => [least], 2 => [most], 3 => [most, least], _ => [least, most] });
    }

    private static Gen<Field> FieldOf(EntityFields entity, FieldKind kind) =>
        Gen.OneOf(entity.Fields.Where(field => field.Kind == kind).ToArray());

    private static Gen<VqlValue> Value(EntityFields entity, Field field, SearchedRows rows) => field.Kind switch
    {
        FieldKind.Number => Gen.Select(rows.NumbersFor(entity, field), Gen.Bool)
            .Select((text, quoted) => quoted ? VqlValue.Of(text) : Number(text)),
        FieldKind.Date => Gen.Frequency(
            (5, rows.DatesFor(entity, field).Select(VqlValue.Of)),
            (1, Gen.OneOf("1707523200000", "1709209815250", "2024", "0", "-1").Select(Number))),
        _ => Gen.Frequency(
            (9, rows.TextsFor(entity, field).Select(VqlValue.Of)),
            (1, Gen.OneOf(new VqlValue(VqlValueKind.Boolean, "true"), Number("1"), Number("1.50")))),
    };

    // The text that the reader returns for a number.
    private static VqlValue Number(string text) =>
        new(
            VqlValueKind.Number,
            decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("G29", CultureInfo.InvariantCulture));
}
