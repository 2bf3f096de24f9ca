using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>Reads the conditions of a query.</summary>
internal static class WhereReader
{
    /// <summary>Reads <c>where</c> or a group.</summary>
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
            groups.AddFault($"groups are nested more than {VqlReader.MaxDepth} levels deep");
            return [];
        }

        if (groups.Kind == JsonValueKind.Array && groups.Element.GetArrayLength() == 0)
        {
            groups.AddFault("the list of groups is empty: specify at least one group, or remove the list");
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
                typed.AddFault(version > 1
                    ? $"unknown search type \"{type}\": use exact, shuffle, substring, contains, prefix or wildcard"
                    : $"unknown search type \"{type}\": use exact, shuffle or substring; "
                        + "with \"version\": 2 also contains, prefix and wildcard");
            }

            var text = match.Member("text_value");
            if (text is { IsStrict: true, IsAbsent: true })
            {
                text.AddFault("is missing: specify the text to search for");
            }

            var (fuzzy, minLength) = ReadFuzzy(match.Member("fuzzy"), version);
            yield return new TextMatch(
                match.Member("filter_key").Text() ?? "",
                text.Text() ?? "",
                known.Type,
                fuzzy,
                ReadOperator(match.Member("operator")),
                match.Member("slop").Integer())
            {
                FuzzyMinLength = minLength,
            };
        }
    }

    private static (bool Fuzzy, int MinLength) ReadFuzzy(BodyNode node, int version)
    {
        if (version == 1 || node.Kind != JsonValueKind.Object)
        {
            return (node.Flag(), TextMatch.DefaultFuzzyMinLength);
        }

        var member = node.Member("min_length");
        if (member.IsAbsent)
        {
            return (true, TextMatch.DefaultFuzzyMinLength);
        }

        var length = member.Integer();
        if (length is < TextMatch.DefaultFuzzyMinLength or > TextMatch.MaxFuzzyMinLength)
        {
            member.AddFault($"must be between {TextMatch.DefaultFuzzyMinLength} and {TextMatch.MaxFuzzyMinLength}");
        }

        return (true, length);
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
                node.AddFault($"unknown operator \"{other}\": use \"and\" or \"or\"");
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
                value.AddFault("an empty list matches nothing: specify at least one value, or remove the field");
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
                    value.AddFault($"unknown bound \"{name}\": use gte, gt, lte or lt");
                }
                else if (!value.IsAbsent && value.Scalar() is { } scalar)
                {
                    bounds.Add(new RangeBound(known.Operator, scalar));
                }
            }

            yield return new RangeMatch(field, NormalForm.Effective(bounds));
        }
    }

    /// <summary>Reads a list of names.</summary>
    public static IReadOnlyList<string> ReadNames(BodyNode names) =>
        [.. names.Items().Select(name => name.Text()).OfType<string>()];
}
