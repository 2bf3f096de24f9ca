using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Connectra.Answers;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Dsl;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Endpoints;

/// <summary>
/// Maps the explain endpoints. They return the DSL, the SQL, PostgreSQL's plan with its indexes, and the duration of a search on
/// both engines.
/// </summary>
internal static class ExplainEndpoints
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapExplanations(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            routes.MapPost(
                $"/{entity.Table}/explain",
                (HttpContext context, SearchClient search, PostgresSearch postgres, TimeProvider time) =>
                    ExplainAsync(context, entity, search, postgres, time));
        }
    }

    private static async Task ExplainAsync(
        HttpContext context, EntityFields entity, SearchClient search, PostgresSearch postgres, TimeProvider time)
    {
        if (await RequestReader.ReadAsync(context, entity) is not var (requested, length))
        {
            return;
        }

        // No further pages are requested, so a point in time is not needed.
        var query = requested with { PointInTime = null };

        using var deadline = new Deadline(length, time, context.RequestAborted);
        var started = time.GetTimestamp();
        var found = await search.SearchAsync(entity, query, length, context.RequestAborted);
        var searched = time.GetElapsedTime(started);
        var explanation = await deadline.RunAsync(stop => postgres.ExplainAsync(entity, query, stop));
        started = time.GetTimestamp();
        var rows = await deadline.RunAsync(stop => CountListedAsync(entity, query, postgres, stop));
        var listed = time.GetElapsedTime(started);

        context.Response.ContentType = Errors.Json;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, Readable);
        writer.WriteStartObject();
        writer.WriteStartObject("elasticsearch");
        writer.WritePropertyName("dsl");
        DslCompiler.WriteSearch(writer, entity, query);
        WriteTiming(writer, searched, found.Value?.Hits.Count);
        if (found.Failure is { } failure)
        {
            writer.WriteString("error", failure.Reason);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("postgres");
        writer.WriteString("sql", explanation.Sql);
        writer.WriteStartArray("indexes");
        foreach (var index in explanation.Indexes)
        {
            writer.WriteStringValue(index);
        }

        writer.WriteEndArray();
        WriteTiming(writer, listed, rows);
        writer.WritePropertyName("plan");
        writer.WriteRawValue(explanation.Plan);
        writer.WriteEndObject();
        writer.WriteBoolean("success", true);
        writer.WriteEndObject();
    }

    private static async Task<int> CountListedAsync(
        EntityFields entity, VqlQuery query, PostgresSearch postgres, CancellationToken cancellationToken) =>
        entity.Entity == Entity.Contact
            ? (await postgres.ListContactsAsync(query, cancellationToken)).Count
            : (await postgres.ListCompaniesAsync(query, cancellationToken)).Count;

    private static void WriteTiming(Utf8JsonWriter writer, TimeSpan elapsed, int? rows)
    {
        writer.WriteNumber("ms", Math.Round(elapsed.TotalMilliseconds, 2));
        if (rows is { } count)
        {
            writer.WriteNumber("rows", count);
        }
    }
}
