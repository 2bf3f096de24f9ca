using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>Reads and validates a query: what comes out can be compiled without a further question.</summary>
public static class VqlReader
{
    /// <summary>The most text, keyword and range clauses of a query together.</summary>
    public const int MaxClauses = 1_000;

    /// <summary>
    /// The most letters, in UTF-16 units, of all text matches together. Every word of a fuzzy text is looked for among all words
    /// of its field: without a bound one request keeps an engine busy for minutes.
    /// </summary>
    public const int MaxTextLength = 16_384;

    /// <summary>The most values of one keyword match, Elasticsearch's own limit.</summary>
    public const int MaxValues = 65_536;

    /// <summary>How deep groups may be nested.</summary>
    public const int MaxDepth = 5;

    // No uuid is greater.
    private const string BehindAll = "\U0010FFFF";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a request body.</summary>
    /// <param name="json">The body, UTF-8.</param>
    /// <param name="entity">Whose fields and columns the query may name.</param>
    /// <returns>The query, or every fault in it.</returns>
    public static VqlReading Read(ReadOnlyMemory<byte> json, EntityFields entity) => Read(json, entity, VqlRules.Connectra);

    /// <summary>Reads a request body by other rules.</summary>
    /// <param name="json">The body, UTF-8.</param>
    /// <param name="entity">Whose fields and columns the query may name.</param>
    /// <param name="rules">
    /// The rules. Where they are strict, a cursor may also be a text that is somebody else's to understand.
    /// </param>
    /// <returns>The query, or every fault in it.</returns>
    public static VqlReading Read(ReadOnlyMemory<byte> json, EntityFields entity, VqlRules rules)
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
            var reading = new BodyReading(rules);
            var body = new BodyNode(document.RootElement, "$", reading);
            if (!body.IsAbsent && body.Kind != JsonValueKind.Object)
            {
                return Faulty([new VqlFault("$", "the body must be a JSON object", VqlFaultCode.InvalidJson)]);
            }

            VqlQuery query;
            string? place;
            try
            {
                (query, place) = ReadQuery(body);
                reading.CheckMembers(document.RootElement);
            }
            catch (InvalidOperationException)
            {
                // What JsonElement throws for a string with bytes that are no UTF-8, or with half a surrogate pair.
                return Faulty([new VqlFault("$", "the body holds a string that is not valid Unicode", VqlFaultCode.InvalidJson)]);
            }

            VqlValidator.Validate(query, entity, rules, reading.Faults);
            return reading.Faults.Count == 0 ? new VqlReading(query, []) { Place = place } : Faulty(reading.Faults);
        }
    }

    private static VqlReading Faulty(IReadOnlyList<VqlFault> faults) => new(null, faults);

    private static (VqlQuery Query, string? Place) ReadQuery(BodyNode body)
    {
        var company = body.Member("company_config");
        company.Expect(JsonValueKind.Object, "an object");
        var order = ReadOrder(body.Member("order_by")).ToList();
        var at = body.Member("cursor");
        var place = at is { IsStrict: true, Kind: JsonValueKind.String } ? at.Text() : null;
        var (cursor, point) = ReadCursor(place is null ? at : default, order, ReadPoint(body.Member("point_in_time")));
        return (new VqlQuery
        {
            Where = WhereReader.Read(body.Member("where"), ReadVersion(body.Member("version"))),
            OrderBy = order,
            Cursor = cursor,
            PointInTime = point,
            Page = ReadCount(body.Member("page"), "the first page"),
            Limit = ReadCount(body.Member("limit"), "the usual length"),
            SelectColumns = WhereReader.ReadNames(body.Member("select_columns")),
            Total = body.Member("total").Flag(),
            Facets = [.. body.Member("facets").Items().Select(ReadFacet)],
            Highlight = WhereReader.ReadNames(body.Member("highlight")),
            Company = new CompanyConfig(company.Member("populate").Flag(), WhereReader.ReadNames(company.Member("select_columns"))),
        }, place);
    }

    private static int ReadCount(BodyNode node, string unless)
    {
        var count = node.Integer();
        if (node is { IsStrict: true, Kind: JsonValueKind.Number } && count == 0)
        {
            node.Fault($"must be 1 or more: leave it out for {unless}");
        }

        return count;
    }

    // The Go service's cursors lack the tiebreaker: such a list goes on behind all rows that are equal in what they say.
    // Those of a list of one moment have its point in time at their end.
    private static (IReadOnlyList<string?> Cursor, PointInTime? Point) ReadCursor(BodyNode node, List<VqlOrder> order, PointInTime? point)
    {
        List<string?> cursor = [.. node.Items().Select(item => item.Text())];
        var total = VqlOrder.Total(order).Count;
        if (cursor.Count > 0 && cursor.Count == order.Count && total == order.Count + 1)
        {
            cursor.Add(BehindAll);
        }
        else if (point is not null && cursor.Count == total + 1)
        {
            return (cursor[..total], point with { Id = cursor[total] ?? "" });
        }

        return (cursor, point);
    }

    // True, or an object that says how long the next page may take.
    private static PointInTime? ReadPoint(BodyNode node)
    {
        if (node.IsAbsent || node.Kind is JsonValueKind.True or JsonValueKind.False)
        {
            return node.Kind == JsonValueKind.True ? new PointInTime(PointInTime.DefaultKeepAlive) : null;
        }

        node.Expect(JsonValueKind.Object, "true, false, or an object with keep_alive");
        var written = node.Member("keep_alive");
        var keepAlive = written.Text() is { } text ? PointInTime.ReadKeepAlive(text) : PointInTime.DefaultKeepAlive;
        if (keepAlive is not { } time || time <= TimeSpan.Zero || time > PointInTime.LongestKeepAlive)
        {
            written.Fault($"must be a time such as 30s or 5m, at most {PointInTime.LongestKeepAlive.TotalMinutes:0}m");
            return null;
        }

        return new PointInTime(time);
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

    private static IEnumerable<VqlOrder> ReadOrder(BodyNode order)
    {
        foreach (var member in order.Items())
        {
            if (!member.Expect(JsonValueKind.Object, "an object"))
            {
                continue;
            }

            var named = member.Member("order_by");
            var (descending, missingFirst) = (ReadDirection(member.Member("order_direction")), ReadMissing(member.Member("missing")));

            // The Go service leaves a member without a name out.
            if (named.Text() is { Length: > 0 } field)
            {
                yield return new VqlOrder(field, descending, missingFirst);
            }
            else if (named.IsStrict)
            {
                named.Fault("is missing: name the field to order by");
            }
        }
    }

    // The Go service sorts down only for "desc", and up for anything else.
    private static bool ReadDirection(BodyNode node)
    {
        var direction = node.Text();
        if (node.IsStrict && direction is not (null or "asc" or "desc"))
        {
            node.Fault($"unknown direction \"{direction}\": use asc or desc");
        }

        return direction == "desc";
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
}
