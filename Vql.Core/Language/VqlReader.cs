using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>Reads and validates a query: what comes out can be compiled without a further question.</summary>
public static class VqlReader
{
    /// <summary>The most text, keyword and range clauses of a query together.</summary>
    public const int MaxClauses = 1_000;

    /// <summary>The most values of one keyword match, Elasticsearch's own limit.</summary>
    public const int MaxValues = 65_536;

    /// <summary>How deep groups may be nested.</summary>
    public const int MaxDepth = 5;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a request body.</summary>
    /// <param name="json">The body, UTF-8.</param>
    /// <param name="entity">Whose fields and columns the query may name.</param>
    /// <returns>The query, or every fault in it.</returns>
    public static VqlReading Read(ReadOnlyMemory<byte> json, EntityFields entity)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException exception)
        {
            return Faulty([new VqlFault("$", $"the body is not valid JSON: {exception.Message}", VqlFaultCode.InvalidJson)]);
        }

        using (document)
        {
            var faults = new List<VqlFault>();
            var body = new BodyNode(document.RootElement, "$", faults);
            if (body.Kind != JsonValueKind.Object)
            {
                return Faulty([new VqlFault("$", "the body must be a JSON object", VqlFaultCode.InvalidJson)]);
            }

            VqlQuery query;
            try
            {
                query = ReadQuery(body);
            }
            catch (InvalidOperationException)
            {
                // What JsonElement throws for a string with bytes that are no UTF-8, or with half a surrogate pair.
                return Faulty([new VqlFault("$", "the body holds a string that is not valid Unicode", VqlFaultCode.InvalidJson)]);
            }

            VqlValidator.Validate(query, entity, faults);
            return faults.Count == 0 ? new VqlReading(query, []) : Faulty(faults);
        }
    }

    private static VqlReading Faulty(IReadOnlyList<VqlFault> faults) => new(null, faults);

    private static VqlQuery ReadQuery(BodyNode body)
    {
        var company = body.Member("company_config");
        company.Expect(JsonValueKind.Object, "an object");
        return new VqlQuery
        {
            Where = ReadWhere(body.Member("where"), ReadVersion(body.Member("version"))),
            OrderBy = [.. ReadOrder(body.Member("order_by"))],
            Cursor = [.. body.Member("cursor").Items().Select(item => item.Text())],
            Page = body.Member("page").Integer(),
            Limit = body.Member("limit").Integer(),
            SelectColumns = ReadNames(body.Member("select_columns")),
            Total = body.Member("total").Flag(),
            Facets = [.. body.Member("facets").Items().Select(ReadFacet)],
            Highlight = ReadNames(body.Member("highlight")),
            Company = new CompanyConfig(company.Member("populate").Flag(), ReadNames(company.Member("select_columns"))),
        };
    }

    // Version 1 is the Go service's language, in which other search types are errors.
    private static int ReadVersion(BodyNode node)
    {
        var version = node.IsAbsent ? 1 : node.Integer();
        if (version is < 1 or > VqlQuery.LatestVersion)
        {
            node.Fault($"must be 1 to {VqlQuery.LatestVersion}");
        }

        return version;
    }

    // A name, or an object with a size.
    private static VqlFacet ReadFacet(BodyNode facet)
    {
        if (facet.Kind == JsonValueKind.String)
        {
            return new VqlFacet(facet.Text()!, VqlFacet.DefaultSize);
        }

        facet.Expect(JsonValueKind.Object, "a field's name, or an object with field and size");
        var size = facet.Member("size");
        return new VqlFacet(facet.Member("field").Text() ?? "", size.IsAbsent ? VqlFacet.DefaultSize : size.Integer());
    }

    private static VqlWhere ReadWhere(BodyNode where, int version, int depth = 0)
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

        if (depth == MaxDepth)
        {
            groups.Fault($"groups are nested deeper than {MaxDepth}");
            return [];
        }

        if (groups.Kind == JsonValueKind.Array && groups.Element.GetArrayLength() == 0)
        {
            groups.Fault("an empty list of groups means nothing: give at least one, or leave it out");
        }

        return [.. groups.Items().Select(group => ReadWhere(group, version, depth + 1))];
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
            var known = Array.Find(VqlNames.SearchTypes, pair => pair.Name == type && (version > 1 || !VqlNames.IsExtension(pair.Type)));
            if (known.Name is null && typed.Kind is JsonValueKind.String || typed.IsAbsent)
            {
                typed.Fault(version > 1
                    ? $"unknown search type \"{type}\": use exact, shuffle, substring, prefix or wildcard"
                    : $"unknown search type \"{type}\": use exact, shuffle or substring; with \"version\": 2 also prefix and wildcard");
            }

            yield return new TextMatch(
                match.Member("filter_key").Text() ?? "",
                match.Member("text_value").Text() ?? "",
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
                    bounds.Add(new RangeBound(known.Operator, scalar));
                }
            }

            yield return new RangeMatch(field, bounds);
        }
    }

    private static IEnumerable<VqlOrder> ReadOrder(BodyNode order)
    {
        foreach (var member in order.Items())
        {
            if (!member.Expect(JsonValueKind.Object, "an object"))
            {
                continue;
            }

            // The Go service leaves a member without a name out, and sorts down only for "desc".
            if (member.Member("order_by").Text() is { Length: > 0 } field)
            {
                var descending = member.Member("order_direction").Text() == "desc";
                yield return new VqlOrder(field, descending, ReadMissing(member.Member("missing")));
            }
        }
    }

    private static bool ReadMissing(BodyNode node)
    {
        switch (node.Text())
        {
            case null or "last":
                return false;
            case "first":
                return true;
            case var other:
                node.Fault($"unknown place \"{other}\": use first or last");
                return false;
        }
    }

    private static IReadOnlyList<string> ReadNames(BodyNode names) =>
        [.. names.Items().Select(name => name.Text()).OfType<string>()];
}
