using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>Reads and validates queries. A query that it returns can be compiled without further checks.</summary>
public static class VqlReader
{
    /// <summary>The maximum number of text, keyword and range clauses of a query.</summary>
    public const int MaxClauses = 1_000;

    /// <summary>
    /// The maximum total length of all text matches, in UTF-16 code units. A fuzzy match compares each word with all words of the
    /// field. Without a limit, a single request can take minutes.
    /// </summary>
    public const int MaxTextLength = 16_384;

    /// <summary>The maximum number of values of a keyword match. This is also the limit of Elasticsearch.</summary>
    public const int MaxValues = 65_536;

    /// <summary>The maximum nesting depth of groups.</summary>
    public const int MaxDepth = 5;

    // This text is greater than every UUID.
    private const string AfterAllUuids = "\U0010FFFF";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a request body.</summary>
    /// <param name="json">The body, in UTF-8.</param>
    /// <param name="entity">The fields and columns that the query can use.</param>
    /// <returns>The query or all its faults.</returns>
    public static VqlReadResult Read(ReadOnlyMemory<byte> json, EntityFields entity) => Read(json, entity, VqlRules.Connectra);

    /// <summary>Reads a request body with the specified rules.</summary>
    /// <param name="json">The body, in UTF-8.</param>
    /// <param name="entity">The fields and columns that the query can use.</param>
    /// <param name="rules">The rules. If they are strict, the cursor can also be an opaque text.</param>
    /// <returns>The query or all its faults.</returns>
    public static VqlReadResult Read(ReadOnlyMemory<byte> json, EntityFields entity, VqlRules rules)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException exception)
        {
            return Failed([new VqlFault("$", $"the body is not valid JSON: {exception.Message}", VqlFaultCode.InvalidJson)]);
        }

        using (document)
        {
            var context = new BodyReadContext(rules);
            var body = new BodyNode(document.RootElement, "$", context);
            if (!body.IsAbsent && body.Kind != JsonValueKind.Object)
            {
                return Failed([new VqlFault("$", "the body must be a JSON object", VqlFaultCode.InvalidJson)]);
            }

            VqlQuery query;
            string? opaqueCursor;
            try
            {
                (query, opaqueCursor) = ReadQuery(body);
                context.CheckMembers(document.RootElement);
            }
            catch (InvalidOperationException)
            {
                // JsonElement throws this exception for a string with invalid UTF-8 or with an unpaired surrogate.
                return Failed([new VqlFault("$", "the body contains a string that is not valid Unicode", VqlFaultCode.InvalidJson)]);
            }

            VqlValidator.Validate(query, entity, rules, context.Faults);
            return context.Faults.Count == 0
                ? new VqlReadResult(query, []) { OpaqueCursor = opaqueCursor }
                : Failed(context.Faults);
        }
    }

    private static VqlReadResult Failed(IReadOnlyList<VqlFault> faults) => new(null, faults);

    private static (VqlQuery Query, string? OpaqueCursor) ReadQuery(BodyNode body)
    {
        var company = body.Member("company_config");
        company.Expect(JsonValueKind.Object, "an object");
        var version = ReadVersion(body.Member("version"));
        var order = OrderReader.Read(body.Member("order_by"), version).ToList();
        var node = body.Member("cursor");
        var opaqueCursor = node is { IsStrict: true, Kind: JsonValueKind.String } ? node.Text() : null;
        var (cursor, point) = ReadCursor(opaqueCursor is null ? node : default, order, ReadPoint(body.Member("point_in_time")));
        return (new VqlQuery
        {
            Where = WhereReader.Read(body.Member("where"), version),
            OrderBy = order,
            Cursor = cursor,
            PointInTime = point,
            Page = ReadCount(body.Member("page"), "the first page"),
            Limit = ReadCount(body.Member("limit"), "the default page size"),
            SelectColumns = WhereReader.ReadNames(body.Member("select_columns")),
            Total = body.Member("total").Flag(),
            Facets = [.. body.Member("facets").Items().Select(ReadFacet)],
            Highlight = WhereReader.ReadNames(body.Member("highlight")),
            Company = new CompanyConfig(company.Member("populate").Flag(), WhereReader.ReadNames(company.Member("select_columns"))),
        }, opaqueCursor);
    }

    private static int ReadCount(BodyNode node, string defaultValue)
    {
        if (node.TryInteger(out var count) && node.IsStrict && count == 0)
        {
            node.AddFault($"must be at least 1: remove it for {defaultValue}");
        }

        return count;
    }

    // Cursors of the Go service do not contain the tiebreaker. The list continues after all rows with the same sort values.
    // With a point in time, its identifier is the last value of the cursor.
    private static (IReadOnlyList<string?> Cursor, PointInTime? Point) ReadCursor(BodyNode node, List<VqlOrder> order, PointInTime? point)
    {
        List<string?> cursor = [.. node.Items().Select(item => item.Text())];
        var total = VqlOrder.Total(order).Count;
        if (cursor.Count > 0 && cursor.Count == order.Count && total == order.Count + 1)
        {
            cursor.Add(AfterAllUuids);
        }
        else if (point is not null && cursor.Count == total + 1)
        {
            return (cursor[..total], point with { Id = cursor[total] ?? "" });
        }

        return (cursor, point);
    }

    // Reads true, or an object with the keep-alive time.
    private static PointInTime? ReadPoint(BodyNode node)
    {
        if (node.IsAbsent || node.Kind is JsonValueKind.True or JsonValueKind.False)
        {
            return node.Kind == JsonValueKind.True ? new PointInTime(PointInTime.DefaultKeepAlive) : null;
        }

        node.Expect(JsonValueKind.Object, "true, false, or an object with keep_alive");
        var member = node.Member("keep_alive");
        var keepAlive = member.Text() is { } text ? PointInTime.ReadKeepAlive(text) : PointInTime.DefaultKeepAlive;
        if (keepAlive is not { } time || time <= TimeSpan.Zero || time > PointInTime.MaxKeepAlive)
        {
            member.AddFault($"must be a duration such as 30s or 5m, at most {PointInTime.MaxKeepAlive.TotalMinutes:0}m");
            return null;
        }

        return new PointInTime(time);
    }

    // Version 1 is the language of the Go service, in which other search types are errors.
    private static int ReadVersion(BodyNode node)
    {
        var version = node.IsAbsent ? 1 : node.Integer();
        if (version is < 1 or > VqlQuery.LatestVersion)
        {
            node.AddFault($"must be between 1 and {VqlQuery.LatestVersion}");
        }

        return version;
    }

    // Reads a name, or an object with a size.
    private static VqlFacet ReadFacet(BodyNode facet)
    {
        if (facet.Kind == JsonValueKind.String)
        {
            return new VqlFacet(facet.Text()!, VqlFacet.DefaultSize);
        }

        facet.Expect(JsonValueKind.Object, "a field's name, or an object with field and size");
        var size = facet.Member("size");
        return new VqlFacet(facet.Member("field").Text() ?? "", size.IsAbsent ? VqlFacet.DefaultSize : size.Integer())
        {
            Prefix = ReadPrefix(facet.Member("prefix")),
            Tolerance = ReadTolerance(facet.Member("tolerance")),
        };
    }

    private static TypedText? ReadPrefix(BodyNode node)
    {
        if (node.Text() is not { } text)
        {
            return null;
        }

        if (TypedText.FaultOf(text) is { } fault)
        {
            node.AddFault(fault);
            return null;
        }

        return TypedText.Of(text);
    }

    private static PrefixTolerance ReadTolerance(BodyNode node)
    {
        if (node.Text() is not { } name)
        {
            return PrefixTolerance.None;
        }

        if (!VqlNames.Tolerances.TryGetValue(name, out var tolerance))
        {
            node.AddFault($"unknown tolerance \"{name}\": use one of {string.Join(", ", VqlNames.Tolerances.Keys)}");
        }

        return tolerance;
    }
}
