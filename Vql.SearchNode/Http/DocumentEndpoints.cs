using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for bulk requests and for writing single documents.</summary>
internal static class DocumentEndpoints
{
    private static readonly string[] Common = ["refresh", "timeout"];

    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/_bulk", "/{index}/_bulk" })
        {
            routes.MapMethods(path, ["POST", "PUT"], BulkAsync).Accepts(Common);
        }

        routes.MapWrite("/{index}/_doc/{id}", ["PUT", "POST"], context => WriteOptions.KindOf(OperationOf(context)), "op_type");
        routes.MapWrite("/{index}/_doc", ["POST"], context => WriteOptions.KindOf(OperationOf(context)), "op_type");
        routes.MapWrite("/{index}/_create/{id}", ["PUT", "POST"], _ => WriteKind.Create);
        routes.MapWrite("/{index}/_doc/{id}", ["DELETE"], _ => WriteKind.Delete);
        routes.MapWrite("/{index}/_update/{id}", ["POST"], _ => WriteKind.Update);
    }

    private static void MapWrite(
        this IEndpointRouteBuilder routes, string path, string[] methods, Func<HttpContext, WriteKind> kindOf,
        params string[] parameters) =>
        routes.MapMethods(path, methods, (HttpContext context, string index, IndexRegistry indices) =>
            WriteAsync(context, indices, index, kindOf(context)))
            .Accepts([.. Common, .. WriteOptions.Names, .. parameters]);

    private static string? OperationOf(HttpContext context) =>
        context.Request.Query.TryGetValue("op_type", out var operation) ? operation.ToString() : null;

    private static async Task BulkAsync(HttpContext context, IndexRegistry indices)
    {
        var body = await Json.ReadBytesAsync(context);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        // The whole body is parsed first, so that a body with a malformed end has no effect.
        var operations = BulkReader.Read(body, context.GetRouteValue("index") as string).ToArray();
        if (operations.Length == 0)
        {
            throw new NodeException(400, "parse_exception", "request body is required");
        }

        var outcomes = await DocumentWriter.WriteAsync(context, indices, operations);
        await Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("errors", Array.Exists(outcomes, outcome => outcome.Fault is not null));
            writer.WriteNumber("took", (long)System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            writer.WriteStartArray("items");
            foreach (var (operation, outcome) in operations.Zip(outcomes))
            {
                writer.WriteStartObject();
                writer.WriteStartObject(operation.Name);
                outcome.Write(writer, operation);
                writer.WriteNumber("status", outcome.StatusOf(operation.Write.Kind));
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task WriteAsync(HttpContext context, IndexRegistry indices, string index, WriteKind kind)
    {
        var id = context.GetRouteValue("id") is null ? DocumentId.Create() : DocumentId.Check(RawPath.Last(context));
        var options = WriteOptions.Read(kind, name => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null);
        var source = kind == WriteKind.Delete ? [] : await Json.ReadBytesAsync(context);
        if (kind != WriteKind.Delete && source.Length == 0)
        {
            throw new NodeException(400, "parse_exception", "request body is required");
        }

        var operation = new BulkOperation("index", index, new Write(kind, id, options, source));
        var outcome = (await DocumentWriter.WriteAsync(context, indices, [operation]))[0];
        if (outcome.Fault is { } fault)
        {
            throw fault;
        }

        await Json.WriteResponseAsync(
            context,
            writer =>
            {
                writer.WriteStartObject();
                outcome.Write(writer, operation);
                writer.WriteEndObject();
            },
            outcome.StatusOf(kind));
    }
}
