using System.Text.Json;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that read documents by their ids. They return every acknowledged write.</summary>
internal static class ReadEndpoints
{
    private static readonly string[] Parameters = ["preference", "routing", "realtime", "refresh", .. SourceFilter.Parameters];

    public static void MapReads(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/{index}/_doc/{id}", ["GET", "HEAD"], GetAsync).Accepts(Parameters);
        routes.MapMethods("/{index}/_source/{id}", ["GET", "HEAD"], GetSourceAsync).Accepts(Parameters);
        foreach (var path in new[] { "/_mget", "/{index}/_mget" })
        {
            routes.MapMethods(path, ["GET", "POST"], GetManyAsync).Accepts(Parameters);
        }
    }

    private static SearchIndex Readable(IndexRegistry indices, string name)
    {
        var index = indices.Get(name);
        IndexBlock.Check(index.State, IndexAccess.Read);
        return index;
    }

    private static async Task GetAsync(HttpContext context, string index, IndexRegistry indices)
    {
        var target = Readable(indices, index);
        var id = RawPath.Last(context);
        var found = target.Find(id, IsRealtime(context));
        var filter = SourceFilter.Read(context.Request.Query);
        await Json.WriteResponseAsync(
            context, writer => Write(writer, target.State.Name, id, found, filter), found is null ? 404 : 200);
    }

    private static async Task GetSourceAsync(HttpContext context, string index, IndexRegistry indices)
    {
        var id = RawPath.Last(context);
        var found = Readable(indices, index).Find(id, IsRealtime(context))
            ?? throw new NodeException(404, "resource_not_found_exception", $"Document not found [{index}]/[{id}]");
        var filter = SourceFilter.Read(context.Request.Query);
        await Json.WriteResponseAsync(context, writer => filter.Write(writer, found.Source));
    }

    private static async Task GetManyAsync(HttpContext context, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        var requests = ReadRequests(body, context.GetRouteValue("index") as string, SourceFilter.Read(context.Request.Query)).ToList();
        if (requests.Count == 0)
        {
            throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: no documents to get;");
        }

        var isRealtime = IsRealtime(context);
        await Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("docs");
            foreach (var (index, id, filter) in requests)
            {
                try
                {
                    var target = Readable(indices, index);
                    Write(writer, target.State.Name, id, target.Find(id, isRealtime), filter);
                }
                catch (NodeException fault)
                {
                    writer.WriteStartObject();
                    writer.WriteString("_index", index);
                    writer.WriteString("_id", id);
                    writer.WritePropertyName("error");
                    ErrorResponseMiddleware.Body(fault)["error"]!.WriteTo(writer);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static IEnumerable<(string Index, string Id, SourceFilter Filter)> ReadRequests(
        JsonElement body, string? defaultIndex, SourceFilter defaultFilter)
    {
        var number = 0;
        foreach (var member in Json.Read(() => body.EnumerateObject()))
        {
            if (member.Name is not ("docs" or "ids") || member.Value.ValueKind != JsonValueKind.Array)
            {
                throw NodeException.Parsing($"unknown key [{member.Name}] for a {member.Value.ValueKind}, expected [docs] or [ids]");
            }

            foreach (var element in member.Value.EnumerateArray())
            {
                var isObject = element.ValueKind == JsonValueKind.Object;
                if (!isObject && member.Name == "docs")
                {
                    throw NodeException.IllegalArgument("docs array element should include an object");
                }

                if (isObject && element.EnumerateObject().FirstOrDefault(
                    option => option.Name != "_source" && option.Value.ValueKind == JsonValueKind.Object) is
                    { Value.ValueKind: not JsonValueKind.Undefined } wrong)
                {
                    throw wrong.Value.GetPropertyCount() == 0 ? NodeException.IllegalArgument("docs array element should include an object")
                        : new NodeException(400, "parse_exception", "failed to parse multi get request. unknown field");
                }

                if (isObject && element.EnumerateObject().FirstOrDefault(option => option.Name is not ("_index" or "_id" or "_source")) is
                    { Value.ValueKind: not JsonValueKind.Undefined } unknown)
                {
                    throw new NodeException(400, "parse_exception", $"failed to parse multi get request. unknown field [{unknown.Name}]");
                }

                var id = IdOf(isObject ? Analyzers.Member(element, "_id") : element, number);
                var index = (isObject ? JsonText.ScalarOf(Analyzers.Member(element, "_index")) : null) ?? defaultIndex
                    ?? throw Missing("index", number);
                number++;
                yield return (index, id, FilterOf(Analyzers.Member(element, "_source"), defaultFilter));
            }
        }
    }

    // A refresh makes all writes visible to reads that are not real-time.
    private static bool IsRealtime(HttpContext context) =>
        Flag(context, "realtime", defaultValue: true) | Flag(context, "refresh", defaultValue: false);

    private static bool Flag(HttpContext context, string name, bool defaultValue) =>
        Flags.Read(name, context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null, defaultValue);

    private static string IdOf(JsonElement id, int number) => id.ValueKind switch
    {
        JsonValueKind.Array => id.EnumerateArray().All(inner => inner.ValueKind == JsonValueKind.Array)
            ? throw Missing("id", number)
            : throw NodeException.Parsing("[_id] must be a value"),
        _ => JsonText.ScalarOf(id) ?? throw Missing("id", number),
    };

    private static SourceFilter FilterOf(JsonElement source, SourceFilter defaultFilter) => source.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => defaultFilter,
        JsonValueKind.Number => throw new NodeException(400, "parse_exception", "illegal type for _source: [VALUE_NUMBER]"),
        JsonValueKind.Object when source.EnumerateObject().Any(member => !SourceFilter.IsMember(member.Name)) =>
            throw NodeException.IllegalArgument("Expected text but found FIELD_NAME"),
        _ => SourceFilter.ReadValue(source),
    };

    private static NodeException Missing(string part, int number) =>
        new(400, "action_request_validation_exception", $"Validation Failed: 1: {part} is missing for doc {number};");

    private static void Write(Utf8JsonWriter writer, string index, string id, StoredDocument? document, SourceFilter filter)
    {
        writer.WriteStartObject();
        writer.WriteString("_index", index);
        writer.WriteString("_id", id);
        if (document is not null)
        {
            writer.WriteNumber("_version", document.Version);
            writer.WriteNumber("_seq_no", document.SequenceNumber);
            writer.WriteNumber("_primary_term", WriteOptions.OnlyPrimaryTerm);
        }

        writer.WriteBoolean("found", document is not null);
        if (document is not null && filter.IsWanted)
        {
            writer.WritePropertyName("_source");
            filter.Write(writer, document.Source);
        }

        writer.WriteEndObject();
    }
}
