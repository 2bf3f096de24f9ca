using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>Reads the conditions of a query, one method for each kind of clause.</summary>
internal static class WhereReader
{
    /// <summary>Reads <c>where</c>, or a group within.</summary>
    public static VqlWhere Read(BodyNode where, int version, int depth = 0)
    {
        where.Expect(JsonValueKind.Object, "an object");
        return new VqlWhere(
            ReadClauses(where.Member("text_matches"), matches => ReadTextMatches(matches, version)),
            ReadClauses(where.Member("keyword_match"), ReadKeywordMatches),
            ReadClauses(where.Member("range_query"), ReadRanges))
        {
            Exists = ReadNames(where.Member("exists")),
            Missing = ReadNames(where.Member("missing")),
            AnyOf = ReadGroups(where.Member("any_of"), version, depth),
            AllOf = ReadGroups(where.Member("all_of"), version, depth),
            NoneOf = ReadGroups(where.Member("none_of"), version, depth),
        };
    }

    private static IReadOnlyList<VqlWhere> ReadGroups(BodyNode groups, int version, int depth)
    {
        if (groups.IsAbsent)
        {
            return [];
        }

        if (depth == VqlReader.MaxDepth)
        {
            groups.Fault($"groups are nested deeper than {VqlReader.MaxDepth}");
            return [];
        }

        if (groups.Kind == JsonValueKind.Array && groups.Element.GetArrayLength() == 0)
        {
            groups.Fault("an empty list of groups means nothing: give at least one, or leave it out");
        }

        return [.. groups.Items().Select(group => Read(group, version, depth + 1))];
    }

    private static Clauses<T> ReadClauses<T>(BodyNode clauses, Func<BodyNode, IEnumerable<T>> read)
    {
        clauses.Expect(JsonValueKind.Object, "an object with must and must_not");
        return new Clauses<T>([.. read(clauses.Member("must"))], [.. read(clauses.Member("must_not"))]);
    }

    private static IEnumerable<TextMatch> ReadTextMatches(BodyNode matches, int version)
    {
        foreach (var match in matches.Items())
        {
            if (!match.Expect(JsonValueKind.Object, "an object"))
            {
                continue;
            }

            var typed = match.Member("search_type");
            var type = typed.Text() ?? "";
            var known = Array.Find(VqlNames.SearchTypes, pair => pair.Name == type && VqlNames.IsRead(pair.Type, version));
            if (known.Name is null && typed.Kind is JsonValueKind.String || typed.IsAbsent)
            {
                typed.Fault(version > 1
                    ? $"unknown search type \"{type}\": use exact, shuffle, substring, prefix or wildcard"
                    : $"unknown search type \"{type}\": use exact, shuffle or substring; with \"version\": 2 also prefix and wildcard");
            }

            var text = match.Member("text_value");
            if (text is { IsStrict: true, IsAbsent: true })
            {
                text.Fault("is missing: give the words to look for");
            }

            yield return new TextMatch(
                match.Member("filter_key").Text() ?? "",
                text.Text() ?? "",
                known.Type,
                match.Member("fuzzy").Flag(),
                ReadOperator(match.Member("operator")),
                match.Member("slop").Integer());
        }
    }

    private static MatchOperator ReadOperator(BodyNode node)
    {
        switch (node.Text()?.ToLowerInvariant())
        {
            case null or "" or "and":
                return MatchOperator.And;
            case "or":
                return MatchOperator.Or;
            case var other:
                node.Fault($"unknown operator \"{other}\": use and or or");
                return MatchOperator.And;
        }
    }

    private static IEnumerable<KeywordMatch> ReadKeywordMatches(BodyNode matches)
    {
        foreach (var (field, value) in matches.Members())
        {
            var isList = value.Kind == JsonValueKind.Array;
            var values = new List<VqlValue>();
            foreach (var item in isList ? value.Items() : [value])
            {
                if (item.Scalar() is { } scalar)
                {
                    values.Add(scalar);
                }
            }

            if (isList && value.Element.GetArrayLength() == 0)
            {
                value.Fault("an empty list matches nothing: give at least one value, or leave the field out");
            }

            yield return new KeywordMatch(field, values, isList);
        }
    }

    private static IEnumerable<RangeMatch> ReadRanges(BodyNode ranges)
    {
        foreach (var (field, range) in ranges.Members())
        {
            var bounds = new List<RangeBound>();
            foreach (var (name, value) in range.Members())
            {
                var known = Array.Find(VqlNames.RangeOperators, pair => pair.Name == name);
                if (known.Name is null)
                {
                    value.Fault($"unknown bound \"{name}\": use gte, gt, lte or lt");
                }
                else if (!value.IsAbsent && value.Scalar() is { } scalar)
                {
                    bounds.RemoveAll(earlier => earlier.Operator == known.Operator);
                    bounds.Add(new RangeBound(known.Operator, scalar));
                }
            }

            // Elasticsearch has one bound a side and takes the last; the Go service sends them by name, so gte and lte come last.
            Drop(bounds, RangeOperator.Gt, RangeOperator.Gte);
            Drop(bounds, RangeOperator.Lt, RangeOperator.Lte);
            yield return new RangeMatch(field, bounds);
        }
    }

    private static void Drop(List<RangeBound> bounds, RangeOperator weaker, RangeOperator stronger)
    {
        if (bounds.Exists(bound => bound.Operator == stronger))
        {
            bounds.RemoveAll(bound => bound.Operator == weaker);
        }
    }

    /// <summary>Reads a list of names.</summary>
    public static IReadOnlyList<string> ReadNames(BodyNode names) =>
        [.. names.Items().Select(name => name.Text()).OfType<string>()];
}
