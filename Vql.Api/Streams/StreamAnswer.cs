using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.RateLimiting;
using Npgsql;
using Vql.Api.Paging;
using Vql.Storage.Postgres;

namespace Vql.Api.Streams;

/// <summary>
/// Writes rows as they are read. The last line tells how many there were and where to go on, so that a stream
/// that was cut is seen; one that cannot go on is cut, not ended.
/// </summary>
internal sealed class StreamAnswer(StreamRequest request, ExportCursor rows, RateLimitLease lease, ILogger logger) : IResult
{
    private const int FlushFrom = 32 * 1024;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly string _filters = PageCursor.FingerprintOf(request.List.Where, request.List.Order);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var held = lease;
        await using var read = rows;
        var response = httpContext.Response;
        var isCsv = request.Format == StreamFormat.Csv;
        response.ContentType = isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename={request.List.Entity.Table}.{(isCsv ? "csv" : "jsonl")}";
        try
        {
            await WriteAsync(response.BodyWriter, isCsv, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException)
        {
            Log.StreamCut(logger, request.List.Entity.Table, exception.Message);
            httpContext.Abort();
        }
    }

    private async Task WriteAsync(PipeWriter output, bool isCsv, CancellationToken cancellationToken)
    {
        using var writer = new Utf8JsonWriter(output, Json);
        if (isCsv)
        {
            WriteLine(output, request.Columns.Select(column => column.Name));
        }

        var count = 0L;
        var place = request.List.Cursor?.ToString();
        while (await rows.ReadAsync(cancellationToken))
        {
            count++;
            // What follows the last row is told by its place, which is gone with the next read.
            place = new PageCursor(false, rows.Place, _filters).ToString();
            WriteRow(output, writer, isCsv);
            if (output.UnflushedBytes >= FlushFrom)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        output.Write(Encoding.UTF8.GetBytes(isCsv
            ? $"# end rows={count} cursor={place}\r\n"
            : $"{{\"end\":true,\"rows\":{count},\"cursor\":{(place is null ? "null" : $"\"{place}\"")}}}\n"));
        await output.FlushAsync(cancellationToken);
    }

    private void WriteRow(PipeWriter output, Utf8JsonWriter writer, bool isCsv)
    {
        if (isCsv)
        {
            WriteLine(output, Enumerable.Range(0, request.Columns.Count).Select(rows.Text));
            return;
        }

        rows.WriteJson(writer);
        writer.Flush();
        writer.Reset();
        output.Write("\n"u8);
    }

    // RFC 4180.
    private static void WriteLine(PipeWriter output, IEnumerable<string> values)
    {
        var line = string.Join(',', values.Select(value => value.AsSpan().IndexOfAny("\",\r\n#") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        Encoding.UTF8.GetBytes(line, output);
        output.Write("\r\n"u8);
    }
}
