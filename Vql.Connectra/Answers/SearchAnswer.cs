using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Answers;

/// <summary>Writes the response of a search: the rows in the order of the hits, and the requested totals and facets.</summary>
internal static class SearchAnswer
{
    private static readonly JsonWriterOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the response. Hits whose rows no longer exist are omitted and counted.</summary>
    /// <param name="output">The response body.</param>
    /// <param name="page">The search results.</param>
    /// <param name="rows">The rows of the hits.</param>
    /// <returns>The number of omitted hits.</returns>
    public static int Write(PipeWriter output, SearchPage page, RowSet rows)
    {
        using var writer = new Utf8JsonWriter(output, Writing);
        output.Write("{\"data\":["u8);
        var written = 0;
        foreach (var hit in page.Hits)
        {
            if (rows.TryGet(hit.Uuid, out var row))
            {
                output.Write(written == 0 ? ""u8 : ","u8);
                output.Write(row);
                WriteRest(output, writer, hit);
                written++;
            }
        }

        output.Write("],\"success\":true"u8);
        WriteGone(output, page.Hits.Count - written);
        WriteNext(output, writer, page);
        WriteTotal(output, writer, page.Total);
        WriteFacets(output, writer, page.Facets);
        output.Write("}"u8);
        return page.Hits.Count - written;
    }

    /// <summary>Writes the response with the counts of facets only.</summary>
    public static void WriteFacets(PipeWriter output, IReadOnlyList<FacetCounts> facets)
    {
        using var writer = new Utf8JsonWriter(output, Writing);
        output.Write("{\"success\":true"u8);
        WriteFacets(output, writer, facets);
        output.Write("}"u8);
    }

    private static void WriteRest(PipeWriter output, Utf8JsonWriter writer, SearchHit hit)
    {
        WriteCursor(output, writer, hit.Sort);
        if (!hit.Highlight.IsEmpty)
        {
            output.Write(",\"highlight\":"u8);
            output.Write(hit.Highlight.Span);
        }

        output.Write("}"u8);
    }

    // The cursor of the next page of a point in time. It comes from the last hit, whose row may no longer exist.
    private static void WriteNext(PipeWriter output, Utf8JsonWriter writer, SearchPage page)
    {
        if (page.PointInTime is { } point)
        {
            WriteCursor(output, writer, [.. page.Hits[^1].Sort, point]);
        }
    }

    private static void WriteCursor(PipeWriter output, Utf8JsonWriter writer, IReadOnlyList<string?> cursor)
    {
        output.Write(",\"cursor\":"u8);
        writer.WriteStartArray();
        foreach (var value in cursor)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
        End(writer);
    }

    // Without this member, a short page would look like the last page.
    private static void WriteGone(PipeWriter output, int gone)
    {
        if (gone > 0)
        {
            output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"gone\":{gone}")));
        }
    }

    private static void WriteTotal(PipeWriter output, Utf8JsonWriter writer, SearchTotal? total)
    {
        if (total is not { } known)
        {
            return;
        }

        output.Write(",\"total\":"u8);
        writer.WriteStartObject();
        writer.WriteNumber("value"u8, known.Value);
        writer.WriteString("relation"u8, known.IsExact ? "eq"u8 : "gte"u8);
        writer.WriteEndObject();
        End(writer);
    }

    private static void WriteFacets(PipeWriter output, Utf8JsonWriter writer, IReadOnlyList<FacetCounts> facets)
    {
        if (facets.Count == 0)
        {
            return;
        }

        output.Write(",\"facets\":"u8);
        writer.WriteStartObject();
        foreach (var facet in facets)
        {
            writer.WriteStartArray(facet.Field);
            foreach (var (value, count) in facet.Values)
            {
                writer.WriteStartObject();
                writer.WriteString("value"u8, value);
                writer.WriteNumber("count"u8, count);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        End(writer);
    }

    // The writer writes fragments of JSON between raw bytes, so its state is reset after each fragment.
    private static void End(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset();
    }
}
